#compdef claude-doctor
# Made from the program by `python -m tests.completions`; do not edit.

_claude-doctor() {
  local command=check
  local -a commands=(
    'chaos:Serve that loopback world until Ctrl-C, to test your own client against it.'
    'check:Measure, judge, and print one verdict with fixes.'
    'demo:Run a real check against the built-in loopback world: no key, no internet.'
    'explain:What an error code, a message, a traceback or a log means, whose fault, what to do.'
    'fallbacks:Which other models and providers are up now, and which this machine could use.'
    'fixes:The recommended fixes: what to do, and the recipes behind them as runnable code.'
    'history:Past checks kept on this machine: list, plot, percentiles, outages.'
    'hook:Tell whose fault it is when a turn of Claude Code fails.'
    'logs:Failures in Claude Code'\''s transcripts, or in any logs: by cause, over time.'
    'rules:The rules behind a verdict: a line each, or all that one needs, concludes and recommends.'
    'statusline:One line for a status bar or a prompt.'
    'storm:Simulate a retry storm: which retry policies keep a service down.'
    'wait:Block until Claude answers completely, twice in a row.'
    'watch:Show live whether Claude works from here, and since when.'
  )
  if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then
    _describe -t commands command commands
    return
  fi
  case $words[2] in
    (chaos|check|demo|explain|fallbacks|fixes|history|hook|logs|rules|statusline|storm|wait|watch) command=$words[2]; shift words; (( CURRENT-- )) ;;
  esac
  case $command in
    (chaos) _arguments -s \
      '--port=[The API'\''s port; 0\: a free one]:PORT: ' \
      '--capacity=[Of storm\: how many requests the API can hold]:N: ' \
      '--latency=[Of storm\: how long an answer takes while the API is empty; four times that when it is full]:SECONDS: ' \
      '--seed=[Of storm\: which answers are cut]:N: ' \
      '-h[Show this message and exit]' \
      '--help[Show this message and exit]' \
      '*:SCENARIO:(healthy healthy-keyless healthy-no-ping healthy-busy-page default-model-gone gateway-healthy crowd-blocked crowd-hangs crowd-quiet status-blocked status-second-address status-stale status-bomb silence green-page-alone failed-on-the-way chat-untested overloaded overloaded-quiet overloaded-in-stream overloaded-with-incident opus-overloaded gateway-passes-overload gateway-wraps-overload incomplete-response-loop overloaded-no-headroom pasted-overload server-error timeout-error api-error-in-stream bad-gateway origin-unknown-error origin-timed-out cut-stream ended-stream stalled-stream incident-confirmed incident-confirmed-dropped crowd-outage incident-posted incident-posted-keyless incident-on-html-page flag-left-behind model-incident crowd-reports crowd-reports-with-praw slow-response recent-failures code-trouble code-trouble-for-its-users half-a-page half-a-page-and-silence anothers-incident-and-silence flag-left-behind-and-silence overloaded-with-fallback overloaded-every-model overloaded-only-model outage-with-fallback storm storm-brink storm-cuts storm-collapse key-rejected key-forbidden model-not-found bad-request pasted-bad-request request-too-large wrong-endpoint wrong-endpoint-elsewhere gateway-unknown-key gateway-model-denied gateway-model-unknown gateway-reads-bearer gateway-small-bodies insecure-endpoint insecure-admin-endpoint environment-conflict key-with-blanks model-retiring model-retires-later model-retiring-listed model-overdue model-retired rate-limited rate-limited-bare acceleration-limit spend-limit spend-limit-own spend-limit-workspace credit-exhausted credit-or-billing-incident billing-problem organization-disabled subscription-limit gateway-budget subscription-limit-in-transcript quota-low offline offline-silent dns-failure connection-failed tls-failure proxy-failure proxy-dead proxy-denies egress-denied captive-portal captive-portal-redirect region-blocked gateway-failure gateway-refused gateway-refused-overloaded gateway-silent gateway-key-refused gateway-cooldown gateway-maintenance gateway-wants-password gateway-wants-login filter-blocks edge-challenge edge-restricted bedrock-healthy bedrock-profile bedrock-login-expired bedrock-key-expired bedrock-no-credential bedrock-region-malformed bedrock-other-region bedrock-unknown-model bedrock-anthropic-id bedrock-needs-profile bedrock-throttled bedrock-throttled-in-stream bedrock-model-access bedrock-marketplace bedrock-use-case-form bedrock-iam bedrock-overloaded bedrock-overloaded-in-stream bedrock-server-error bedrock-cut-stream bedrock-incident bedrock-incident-dropped bedrock-unreachable bedrock-offline bedrock-gateway-healthy bedrock-gateway-failure bedrock-gateway-throttled bedrock-id-at-anthropic vertex-healthy vertex-login vertex-login-expired vertex-no-credential vertex-no-project vertex-region-malformed vertex-other-region vertex-unknown-model vertex-quota vertex-throttled vertex-not-enabled vertex-iam vertex-api-disabled vertex-overloaded vertex-overloaded-in-stream vertex-server-error vertex-cut-stream vertex-incident vertex-unreachable vertex-gateway-failure foundry-healthy foundry-login foundry-login-expired foundry-key-rejected foundry-no-credential foundry-no-resource foundry-resource-malformed foundry-no-deployment foundry-throttled foundry-role foundry-overloaded foundry-overloaded-in-stream foundry-server-error foundry-cut-stream foundry-incident foundry-unreachable foundry-gateway-healthy foundry-gateway-failure foundry-gateway-throttled mantle-healthy mantle-no-credential mantle-unknown-model mantle-throttled mantle-overloaded anthropic-aws-healthy anthropic-aws-no-credential anthropic-aws-server-error anthropic-aws-overloaded)' \
      ;;
    (check) _arguments -s \
      '*--fail-on=[Only these sides give a non-zero exit\: healthy, server, client, account, network, unknown]:SIDE,SIDE:_sequence compadd - healthy server client account network unknown' \
      '--json[Short for --format json]' \
      '--format=[How it is shown\: github, html, json, markdown, nagios, openmetrics, text]:FORMAT:(github html json markdown nagios openmetrics text)' \
      '--output=[Write it there and print nothing]:FILE:_files' \
      '-q[The one-sentence verdict alone]' \
      '--quiet[The one-sentence verdict alone]' \
      '-v[Every rule with the evidence for and against]' \
      '--verbose[Every rule with the evidence for and against]' \
      '--timeout=[Seconds for the whole run]:TIMEOUT: ' \
      '*--only=[Ask only this probe]:PROBE:(cloud downdetector environment error github hackernews network ping quota reddit status transcripts)' \
      '*--skip=[Leave this probe out]:PROBE:(cloud downdetector environment error github hackernews network ping quota reddit status transcripts)' \
      '--offline[No network at all]' \
      '*--model=[Ping this model too, and look up when it is retired (one free request for all)]:ID:(claude-fable-5-2 claude-mythos-5-2 claude-haiku-5-5 claude-sonnet-5-5 claude-opus-5-5 claude-fable-5-1 claude-mythos-5-1 claude-opus-5 claude-sonnet-5 claude-fable-5 claude-mythos-5 claude-opus-4-8 claude-opus-4-7 claude-sonnet-4-6 claude-opus-4-6 claude-opus-4-5-20251101 claude-haiku-4-5-20251001 claude-sonnet-4-5-20250929)' \
      '--no-ping[No metered request\: ask the front door keyless]' \
      '--error=[The failure that you saw]:TEXT: ' \
      '--error-file=[The same, from a file]:PATH|-:_files' \
      '--strict[Degraded counts as a fault]' \
      '--surface=[What you use\: api (the SDK in this shell), code (Claude Code with its settings files) or chat (claude.ai)]:NAME:(api code chat)' \
      '--route=[Who serves Claude\: anthropic, a cloud (bedrock, vertex, foundry, with region and credentials as they are set), the gateway of ANTHROPIC_BASE_URL, or auto\: what is configured here]:NAME:(auto anthropic bedrock vertex foundry gateway)' \
      '--fallbacks[In a server verdict, name the best other route]' \
      '--replay=[Judge a saved --json report; no network]:FILE:_files' \
      '-h[Show this message and exit]' \
      '--help[Show this message and exit]' \
      '--version[Show the version]' \
      '--install-completion[Install completion for the current shell]' \
      '--show-completion[Show completion for the current shell, to copy it or customize the installation]' \
      ;;
    (demo) _arguments -s \
      '*--fail-on=[Only these sides give a non-zero exit\: healthy, server, client, account, network, unknown]:SIDE,SIDE:_sequence compadd - healthy server client account network unknown' \
      '--json[Short for --format json]' \
      '--format=[How it is shown\: github, html, json, markdown, nagios, openmetrics, text]:FORMAT:(github html json markdown nagios openmetrics text)' \
      '--output=[Write it there and print nothing]:FILE:_files' \
      '-q[The one-sentence verdict alone]' \
      '--quiet[The one-sentence verdict alone]' \
      '-v[Every rule with the evidence for and against]' \
      '--verbose[Every rule with the evidence for and against]' \
      '--strict[Degraded counts as a fault]' \
      '-h[Show this message and exit]' \
      '--help[Show this message and exit]' \
      '*:SCENARIO:(healthy healthy-keyless healthy-no-ping healthy-busy-page default-model-gone gateway-healthy crowd-blocked crowd-hangs crowd-quiet status-blocked status-second-address status-stale status-bomb silence green-page-alone failed-on-the-way chat-untested overloaded overloaded-quiet overloaded-in-stream overloaded-with-incident opus-overloaded gateway-passes-overload gateway-wraps-overload incomplete-response-loop overloaded-no-headroom pasted-overload server-error timeout-error api-error-in-stream bad-gateway origin-unknown-error origin-timed-out cut-stream ended-stream stalled-stream incident-confirmed incident-confirmed-dropped crowd-outage incident-posted incident-posted-keyless incident-on-html-page flag-left-behind model-incident crowd-reports crowd-reports-with-praw slow-response recent-failures code-trouble code-trouble-for-its-users half-a-page half-a-page-and-silence anothers-incident-and-silence flag-left-behind-and-silence overloaded-with-fallback overloaded-every-model overloaded-only-model outage-with-fallback storm storm-brink storm-cuts storm-collapse key-rejected key-forbidden model-not-found bad-request pasted-bad-request request-too-large wrong-endpoint wrong-endpoint-elsewhere gateway-unknown-key gateway-model-denied gateway-model-unknown gateway-reads-bearer gateway-small-bodies insecure-endpoint insecure-admin-endpoint environment-conflict key-with-blanks model-retiring model-retires-later model-retiring-listed model-overdue model-retired rate-limited rate-limited-bare acceleration-limit spend-limit spend-limit-own spend-limit-workspace credit-exhausted credit-or-billing-incident billing-problem organization-disabled subscription-limit gateway-budget subscription-limit-in-transcript quota-low offline offline-silent dns-failure connection-failed tls-failure proxy-failure proxy-dead proxy-denies egress-denied captive-portal captive-portal-redirect region-blocked gateway-failure gateway-refused gateway-refused-overloaded gateway-silent gateway-key-refused gateway-cooldown gateway-maintenance gateway-wants-password gateway-wants-login filter-blocks edge-challenge edge-restricted bedrock-healthy bedrock-profile bedrock-login-expired bedrock-key-expired bedrock-no-credential bedrock-region-malformed bedrock-other-region bedrock-unknown-model bedrock-anthropic-id bedrock-needs-profile bedrock-throttled bedrock-throttled-in-stream bedrock-model-access bedrock-marketplace bedrock-use-case-form bedrock-iam bedrock-overloaded bedrock-overloaded-in-stream bedrock-server-error bedrock-cut-stream bedrock-incident bedrock-incident-dropped bedrock-unreachable bedrock-offline bedrock-gateway-healthy bedrock-gateway-failure bedrock-gateway-throttled bedrock-id-at-anthropic vertex-healthy vertex-login vertex-login-expired vertex-no-credential vertex-no-project vertex-region-malformed vertex-other-region vertex-unknown-model vertex-quota vertex-throttled vertex-not-enabled vertex-iam vertex-api-disabled vertex-overloaded vertex-overloaded-in-stream vertex-server-error vertex-cut-stream vertex-incident vertex-unreachable vertex-gateway-failure foundry-healthy foundry-login foundry-login-expired foundry-key-rejected foundry-no-credential foundry-no-resource foundry-resource-malformed foundry-no-deployment foundry-throttled foundry-role foundry-overloaded foundry-overloaded-in-stream foundry-server-error foundry-cut-stream foundry-incident foundry-unreachable foundry-gateway-healthy foundry-gateway-failure foundry-gateway-throttled mantle-healthy mantle-no-credential mantle-unknown-model mantle-throttled mantle-overloaded anthropic-aws-healthy anthropic-aws-no-credential anthropic-aws-server-error anthropic-aws-overloaded)' \
      ;;
    (explain) _arguments -s \
      '--json[Short for --format json]' \
      '-h[Show this message and exit]' \
      '--help[Show this message and exit]' \
      '*:CODE, TEXT or FILE:_files' \
      ;;
    (fallbacks) _arguments -s \
      '--json[Short for --format json]' \
      '--timeout=[Seconds for the whole run]:TIMEOUT: ' \
      '--ping[One metered request to each way to Claude that is set up here, beside the one that calls take now\: at most 10 tokens of answer each, far below a cent]' \
      '--surface=[Whose calls are meant, as in check\: api, code or chat]:NAME:(api code chat)' \
      '-h[Show this message and exit]' \
      '--help[Show this message and exit]' \
      ;;
    (fixes) _arguments -s \
      '--for=[The fixes for this cause with their recipes, in order]:CAUSE:(incomplete-response-loop overloaded server-error incomplete-stream slow-response recent-failures incident-confirmed crowd-outage model-incident incident-posted crowd-reports insecure-endpoint key-rejected key-forbidden model-not-found bad-request request-too-large wrong-endpoint environment-conflict model-retiring rate-limited spend-limit-reached credit-exhausted billing-problem organization-disabled subscription-limit quota-low offline captive-portal clock-skew region-blocked connection-failed dns-failure proxy-failure gateway-failure tls-failure healthy silence not-enough-evidence)' \
      '--lang=[python, typescript or bash; a few recipes have others, for one library or product]:LANG:(python typescript bash langchain litellm alertmanager datadog grafana opentelemetry prometheus prometheus-test)' \
      '--copy-to=[Write the recipe there, or into that folder, and print nothing]:FILE:_files' \
      '-h[Show this message and exit]' \
      '--help[Show this message and exit]' \
      '*:NAME:(add-credit add-evidence allow-host appeal apply-cure ask-admin ask-exception ask-for-proxy ask-gateway ask-other-provider ask-permission aws-login aws-marketplace aws-model-access aws-organization-policy aws-overruling-policy aws-payment aws-profile aws-quota aws-role aws-sso-login aws-support-case azure-firewall azure-login azure-no-keys azure-private-network azure-quota azure-role azure-tenant backoff beta-off bypass-gateway change-region check-cloud-gateway check-dns check-firewall check-gateway check-internet check-key check-local-firewall choose-model choose-successor chunk ci-gate circuit-breaker claude-code cloud-access cloud-country cloud-model-id commit-first contact-support drop-cloud-gateway drop-credential drop-hosts-line drop-one-proxy drop-proxy drop-url-login encrypt-gateway exempt-programs fallback-route feedback fill-store fix-base-url fix-billing fix-cloud-base fix-model-id fix-proxy fix-request fix-variable follow-aws-health follow-azure-status follow-google-status follow-status-page foundry-deployments foundry-resource gateway-body-size gateway-key gateway-login gateway-password google-billing google-enable-api google-login google-project-quota google-quota google-role http-proxy key-as-token leave-address lighter-model list-aws-models login-again marketplace-rights mend-environment mend-gateway-account mend-gateway-key mend-key mend-login-file mend-other-program mend-place mend-resolver mend-store mend-variable messages-path migrate-model model-garden monitor-529 move-subscription-token new-bedrock-key nginx-body-size not-claude open-portal other-aws-region other-google-region other-network other-provider-quota other-scheme own-model-id own-names pin-name plain-proxy proxy-ca proxy-login quota raise-limit raise-tier read-execution-file renew-aws renew-azure renew-google rephrase replace-credential report-ray report-request-id rewind say-continue see-aws-identity see-azure-identity see-certificate see-evidence see-google-identity set-clock set-no-proxy set-secret share-ca shorten-no-proxy shorter-output shrink-context shrink-packets shrink-request socks-support spread-cloud-load spread-load start-proxy start-upstream streaming switch-model token-as-key trust-ca unblock-name update-claude-code usage-credits use-case-form use-https use-system-store wait-for-gateway wait-for-reset wait-it-out wait-retry-after)' \
      ;;
    (history) _arguments -s \
      '--since=[Only what came after\: 2h, 30m, 7d, or an ISO date]:WHEN: ' \
      '-n+[List so many checks, the newest]:N: ' \
      '--limit=[List so many checks, the newest]:N: ' \
      '--plot[Verdicts over time, time to first token, and availability by hour of the day (UTC)]' \
      '--outages[The outages that this machine saw, put together from its checks and Claude Code'\''s transcripts\: begin, end, failed pings, status page, crowd, request ids]' \
      '--json[One JSON document]' \
      '--csv[A line a check, for a spreadsheet]' \
      '--clear[Delete all that is kept, set-aside files too]' \
      '-h[Show this message and exit]' \
      '--help[Show this message and exit]' \
      ;;
    (hook) _arguments -s \
      '--print-config[Print what belongs into Claude Code'\''s settings.json; no file is changed]' \
      '-h[Show this message and exit]' \
      '--help[Show this message and exit]' \
      ;;
    (logs) _arguments -s \
      '--since=[Only what came after\: 2h, 30m, 7d, or an ISO date]:WHEN: ' \
      '--json[One JSON document]' \
      '-h[Show this message and exit]' \
      '--help[Show this message and exit]' \
      '*:PATH:_files' \
      ;;
    (rules) _arguments -s \
      '-h[Show this message and exit]' \
      '--help[Show this message and exit]' \
      '*:ID:(incomplete-response-loop overloaded server-error incomplete-stream slow-response recent-failures incident-confirmed crowd-outage model-incident incident-posted crowd-reports insecure-endpoint key-rejected key-forbidden model-not-found bad-request request-too-large wrong-endpoint environment-conflict model-retiring rate-limited spend-limit-reached credit-exhausted billing-problem organization-disabled subscription-limit quota-low offline captive-portal clock-skew region-blocked connection-failed dns-failure proxy-failure gateway-failure tls-failure healthy silence not-enough-evidence)' \
      ;;
    (statusline) _arguments -s \
      '--offline[Leave the status page alone\: no network at all]' \
      '-h[Show this message and exit]' \
      '--help[Show this message and exit]' \
      ;;
    (storm) _arguments -s \
      '*--policy=[Only this policy; may be repeated]:NAME:(none immediate fixed exponential full-jitter equal-jitter decorrelated sdk claude-code retry-budget circuit-breaker adaptive)' \
      '--clients=[How many clients]:N: ' \
      '--every=[How often each wants an answer]:SECONDS: ' \
      '--capacity=[Requests that the service can hold; full, it takes four times as long and says 529]:N: ' \
      '--latency=[How long an answer takes while the service is empty]:SECONDS: ' \
      '--timeout=[How long a client waits for an answer]:SECONDS: ' \
      '--spike=[How many times as often they ask in the spike]:TIMES: ' \
      '--spike-seconds=[How long the spike lasts]:SECONDS: ' \
      '--duration=[How long is played; the spike begins after a fifth of it]:SECONDS: ' \
      '--base=[Your own policy\: the first pause]:SECONDS: ' \
      '--cap=[Your own policy\: the longest pause]:SECONDS: ' \
      '--retries=[Your own policy\: how many retries]:N: ' \
      '--jitter=[Your own policy\: none, full, equal, decorrelated, sdk, claude-code]:KIND:(none full equal decorrelated sdk claude-code)' \
      '--budget=[Your own policy\: retries that a success allows, as 0.1]:TOKENS: ' \
      '--seed=[The same seed, the same numbers]:N: ' \
      '--json[One JSON document]' \
      '--html=[Write a page with plots to this file, too]:FILE:_files' \
      '-h[Show this message and exit]' \
      '--help[Show this message and exit]' \
      ;;
    (wait) _arguments -s \
      '--timeout=[Give up after so long]:SECONDS: ' \
      '--for=[anthropic\: the way that your calls take; any\: a usable fallback is enough, too]:AIM:(anthropic any)' \
      '--model=[Wait for this model]:ID:(claude-fable-5-2 claude-mythos-5-2 claude-haiku-5-5 claude-sonnet-5-5 claude-opus-5-5 claude-fable-5-1 claude-mythos-5-1 claude-opus-5 claude-sonnet-5 claude-fable-5 claude-mythos-5 claude-opus-4-8 claude-opus-4-7 claude-sonnet-4-6 claude-opus-4-6 claude-opus-4-5-20251101 claude-haiku-4-5-20251001 claude-sonnet-4-5-20250929)' \
      '--every=[The first pause is random up to this; while it fails it doubles up to twenty times as much]:SECONDS: ' \
      '--notify=[At the end\: auto (on a terminal its own notice or a bell, and the desktop'\''s), bell, off]:HOW:(auto bell off)' \
      '--surface=[Whose calls are meant, as in check\: api, code or chat]:NAME:(api code chat)' \
      '--route=[Who serves Claude, as in check]:NAME:(auto anthropic bedrock vertex foundry gateway)' \
      '-h[Show this message and exit]' \
      '--help[Show this message and exit]' \
      ;;
    (watch) _arguments -s \
      '--interval=[The pause while all is well, a fifth more or less]:SECONDS: ' \
      '--count=[End after so many questions]:N: ' \
      '--ping[One metered request each time]' \
      '--json[A JSON document a line, each as that of check]' \
      '--exec=[Run this in a shell when the verdict changes, with the JSON report on its standard input and the verdict in its environment]:CMD: ' \
      '--model=[Ping this model]:ID:(claude-fable-5-2 claude-mythos-5-2 claude-haiku-5-5 claude-sonnet-5-5 claude-opus-5-5 claude-fable-5-1 claude-mythos-5-1 claude-opus-5 claude-sonnet-5 claude-fable-5 claude-mythos-5 claude-opus-4-8 claude-opus-4-7 claude-sonnet-4-6 claude-opus-4-6 claude-opus-4-5-20251101 claude-haiku-4-5-20251001 claude-sonnet-4-5-20250929)' \
      '--surface=[Whose calls are meant, as in check\: api, code or chat]:NAME:(api code chat)' \
      '--route=[Who serves Claude, as in check]:NAME:(auto anthropic bedrock vertex foundry gateway)' \
      '-h[Show this message and exit]' \
      '--help[Show this message and exit]' \
      ;;
  esac
}

# as a file of a folder in $fpath, and where it is sourced
if [[ $funcstack[1] == _claude-doctor ]]; then
  _claude-doctor "$@"
else
  compdef _claude-doctor claude-doctor
fi
