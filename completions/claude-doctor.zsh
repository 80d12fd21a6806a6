
#compdef claude-doctor

_claude_doctor_completion() {
  eval $(env _TYPER_COMPLETE_ARGS="${words[1,$CURRENT]}" _CLAUDE_DOCTOR_COMPLETE=complete_zsh claude-doctor)
}

compdef _claude_doctor_completion claude-doctor

