# The formula of Homebrew. `bun run build` fills in version, addresses and checksums and leaves it in dist/; what stands
# between percent signs is filled in. `brew install --formula dist/amphigory.rb` tries it.
class Amphigory < Formula
  desc "Gives a media webapp in a container the optical drive it can not reach"
  homepage "%homepage%"
  version "%version%"
  license "MIT"

  on_macos do
    on_arm do
      url "%url darwin-arm64%"
      sha256 "%sha256 darwin-arm64%"
    end
    on_intel do
      url "%url darwin-x64%"
      sha256 "%sha256 darwin-x64%"
    end
  end

  on_linux do
    on_arm do
      url "%url linux-arm64%"
      sha256 "%sha256 linux-arm64%"
    end
    on_intel do
      url "%url linux-x64%"
      sha256 "%sha256 linux-x64%"
    end
  end

  def install
    bin.install Dir["amphigory-*"].first => "amphigory"
    chmod 0755, bin/"amphigory"
    # What is made on Linux for Intel Macs bears the signature of the bare runtime, which does not fit any more.
    if OS.mac?
      system "/usr/bin/codesign", "--force", "--sign", "-", "--identifier", "com.amphigory.daemon", bin/"amphigory"
    end
    generate_completions_from_executable(bin/"amphigory", "completions")
  end

  # What `amphigory install service` writes, in Homebrew's words. The daemon writes and rotates its own log.
  service do
    run [opt_bin/"amphigory", "--daemon"]
    run_type :immediate
    keep_alive successful_exit: false
    process_type :interactive
    environment_variables PATH: std_service_path_env, AMPHIGORY_STDERR_LOG: "off"
    error_log_path var/"log/amphigory.log"
  end

  def caveats
    <<~EOS
      Tell it about your webapp, then start it at every login:
        amphigory setup
        brew services start amphigory
      MakeMKV is needed as well: https://www.makemkv.com/download/
    EOS
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/amphigory --version")
    assert_match "tasks succeeded", shell_output("#{bin}/amphigory demo")
  end
end
