# For a tap of one's own. `formula.sh` fills in the version and the sums; each archive holds the
# wheel and all that it needs for that platform, so that the install asks no registry.
class ClaudeDoctor < Formula
  desc "Whether a failing Claude call is Anthropic's, yours, the account's or the network's"
  homepage "https://github.com/OWNER/claude-doctor"
  version "@version@"
  license "MIT"

  on_macos do
    on_arm do
      url "https://github.com/OWNER/claude-doctor/releases/download/v@version@/claude-doctor-@version@-macosx_11_0_arm64.tar.gz"
      sha256 "@macosx_11_0_arm64@"
    end
    on_intel do
      url "https://github.com/OWNER/claude-doctor/releases/download/v@version@/claude-doctor-@version@-macosx_11_0_x86_64.tar.gz"
      sha256 "@macosx_11_0_x86_64@"
    end
  end
  on_linux do
    on_arm do
      url "https://github.com/OWNER/claude-doctor/releases/download/v@version@/claude-doctor-@version@-manylinux_2_28_aarch64.tar.gz"
      sha256 "@manylinux_2_28_aarch64@"
    end
    on_intel do
      url "https://github.com/OWNER/claude-doctor/releases/download/v@version@/claude-doctor-@version@-manylinux_2_28_x86_64.tar.gz"
      sha256 "@manylinux_2_28_x86_64@"
    end
  end

  depends_on "python@3.13"

  def install
    system Formula["python@3.13"].opt_bin/"python3.13", "-m", "venv", libexec
    system libexec/"bin/python", "-m", "pip", "install", "--no-index", "--find-links", buildpath, "claude-doctor"
    bin.install_symlink libexec/"bin/claude-doctor"
    shells = libexec/"share"
    bash_completion.install_symlink shells/"bash-completion/completions/claude-doctor"
    fish_completion.install_symlink shells/"fish/vendor_completions.d/claude-doctor.fish"
    zsh_completion.install_symlink shells/"zsh/site-functions/_claude-doctor"
  end

  test do
    ENV["HOME"] = testpath
    assert_match version.to_s, shell_output("#{bin}/claude-doctor --version")
    assert_match "overloaded", shell_output("#{bin}/claude-doctor explain 529 --json")
    assert_match "It's Anthropic", shell_output("#{bin}/claude-doctor demo overloaded", 10)
  end
end
