#compdef claude-doctor
# Made from the program by `python -m tests.completions`; do not edit.

_claude-doctor() {
  local command=check
  local -a commands=(
    'chaos:Serve a simulated API on this machine until Ctrl-C, to test your own client.'
    'check:Find out whose fault it is: one verdict with evidence and fixes.'
    'demo:Run a real check against a simulated API on this machine: no key, no internet.'
    'explain:Explain an error code, message, traceback or log: whose fault it is, what to do.'
    'fallbacks:List other models and providers that work now and that this machine could use.'
    'fixes:List the recommended fixes, or print one as code to paste and run.'
    'history:Show the past checks of this machine: list, percentiles, plots, outages.'
    'hook:Say whose fault it is when a turn of Claude Code fails.'
    'logs:Count the failures in Claude Code'\''s transcripts or in any logs, by cause and over time.'
    'rules:List the rules behind the verdicts: what each needs, concludes and recommends.'
    'statusline:Print one line for a status bar or prompt.'
    'storm:Simulate a retry storm: which retry policies keep a service down.'
    'wait:Block until Claude works again: two complete answers in a row.'
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
      '--port=[The port of the simulated API; 0\: any free one]:PORT: ' \
      '--export[Print every variable of the scenario as a block for eval, instead of what to do next]' \
      '--capacity=[Storm\: how many requests the API can hold]:N: ' \
      '--latency=[Storm\: how long an answer takes while the API is idle; four times as long when it is full]:SECONDS: ' \
      '--seed=[Storm\: which answers are cut]:N: ' \
      '-h[Show this message and exit]' \
      '--help[Show this message and exit]' \
      '*:SCENARIO:(healthy healthy-keyless healthy-no-ping healthy-busy-page default-model-gone gateway-healthy crowd-blocked crowd-hangs crowd-quiet status-blocked status-second-address status-stale status-bomb silence green-page-alone failed-on-the-way chat-untested overloaded overloaded-quiet overloaded-in-stream overloaded-with-incident opus-overloaded gateway-passes-overload gateway-wraps-overload incomplete-response-loop overloaded-no-headroom pasted-overload server-error timeout-error api-error-in-stream bad-gateway origin-unknown-error origin-timed-out cut-stream ended-stream stalled-stream incident-confirmed incident-confirmed-dropped crowd-outage incident-posted incident-posted-keyless incident-on-html-page flag-left-behind model-incident crowd-reports crowd-reports-with-praw slow-response recent-failures code-trouble code-trouble-for-its-users half-a-page half-a-page-and-silence anothers-incident-and-silence flag-left-behind-and-silence overloaded-with-fallback overloaded-every-model overloaded-only-model outage-with-fallback storm storm-brink storm-cuts storm-collapse key-rejected key-forbidden model-not-found bad-request pasted-bad-request request-too-large wrong-endpoint wrong-endpoint-elsewhere gateway-unknown-key gateway-model-denied gateway-model-unknown gateway-reads-bearer gateway-small-bodies insecure-endpoint insecure-admin-endpoint environment-conflict key-with-blanks model-retiring model-retires-later model-retiring-listed model-overdue model-retired rate-limited rate-limited-bare acceleration-limit spend-limit spend-limit-own spend-limit-workspace credit-exhausted credit-or-billing-incident billing-problem organization-disabled subscription-limit gateway-budget subscription-limit-in-transcript quota-low offline offline-silent dns-failure no-name-resolves connection-failed tls-failure proxy-failure proxy-dead proxy-denies egress-denied captive-portal captive-portal-redirect region-blocked gateway-failure gateway-refused gateway-refused-overloaded gateway-silent gateway-key-refused gateway-cooldown gateway-maintenance gateway-wants-password gateway-wants-login filter-blocks edge-challenge edge-restricted bedrock-healthy bedrock-profile bedrock-login-expired bedrock-key-expired bedrock-no-credential bedrock-region-malformed bedrock-other-region bedrock-unknown-model bedrock-anthropic-id bedrock-needs-profile bedrock-throttled bedrock-throttled-in-stream bedrock-model-access bedrock-marketplace bedrock-use-case-form bedrock-iam bedrock-overloaded bedrock-overloaded-in-stream bedrock-server-error bedrock-cut-stream bedrock-incident bedrock-incident-dropped bedrock-unreachable bedrock-offline bedrock-gateway-healthy bedrock-gateway-failure bedrock-gateway-throttled bedrock-id-at-anthropic vertex-healthy vertex-login vertex-login-expired vertex-no-credential vertex-no-project vertex-region-malformed vertex-other-region vertex-unknown-model vertex-quota vertex-throttled vertex-not-enabled vertex-iam vertex-api-disabled vertex-overloaded vertex-overloaded-in-stream vertex-server-error vertex-cut-stream vertex-incident vertex-unreachable vertex-gateway-failure foundry-healthy foundry-login foundry-login-expired foundry-key-rejected foundry-no-credential foundry-no-resource foundry-resource-malformed foundry-no-deployment foundry-throttled foundry-role foundry-overloaded foundry-overloaded-in-stream foundry-server-error foundry-cut-stream foundry-incident foundry-unreachable foundry-gateway-healthy foundry-gateway-failure foundry-gateway-throttled mantle-healthy mantle-no-credential mantle-unknown-model mantle-throttled mantle-overloaded anthropic-aws-healthy anthropic-aws-no-credential anthropic-aws-server-error anthropic-aws-overloaded)' \
      ;;
    (check) _arguments -s \
      '*--fail-on=[Exit with 0 unless it is one of these sides\: healthy, server, client, account, network, unknown]:SIDE,SIDE:_sequence compadd - healthy server client account network unknown' \
      '--json[Print one JSON document\: short for --format json]' \
      '--format=[How to print the report\: github, html, json, markdown, nagios, openmetrics, text]:FORMAT:(github html json markdown nagios openmetrics text)' \
      '--output=[Write the report to this file and print nothing]:FILE:_files' \
      '-q[Print the verdict in one sentence, and nothing else]' \
      '--quiet[Print the verdict in one sentence, and nothing else]' \
      '-v[Also print every rule with the evidence for and against it]' \
      '--verbose[Also print every rule with the evidence for and against it]' \
      '--timeout=[Stop after this time, with a report of what is known by then]:SECONDS: ' \
      '*--only=[Run only this probe]:PROBE:(cloud downdetector environment error github hackernews network ping quota reddit status transcripts)' \
      '*--skip=[Do not run this probe]:PROBE:(cloud downdetector environment error github hackernews network ping quota reddit status transcripts)' \
      '--offline[Do not use the network at all]' \
      '*--model=[Ping this model, too, and look up when it retires (one free request for all models)]:ID:(claude-fable-5-2 claude-mythos-5-2 claude-haiku-5-5 claude-sonnet-5-5 claude-opus-5-5 claude-fable-5-1 claude-mythos-5-1 claude-opus-5 claude-sonnet-5 claude-fable-5 claude-mythos-5 claude-opus-4-8 claude-opus-4-7 claude-sonnet-4-6 claude-opus-4-6 claude-opus-4-5-20251101 claude-haiku-4-5-20251001 claude-sonnet-4-5-20250929)' \
      '--no-ping[Send no metered request\: ask the API endpoint without a key]' \
      '--error=[The error message that you saw\: judged together with the live evidence]:MESSAGE: ' \
      '--error-file=[The same from a file, such as a log; - reads standard input]:FILE|-:_files' \
      '--strict[Exit with the side'\''s code when the service is degraded, too]' \
      '--surface=[What you use\: api (the SDK in this shell), code (Claude Code with its settings files) or chat (claude.ai)]:api|code|chat:(api code chat)' \
      '--route=[Who serves Claude\: anthropic; a cloud (bedrock, vertex or foundry, with the region and credentials that are set); gateway, the one of ANTHROPIC_BASE_URL; or auto, what is configured here]:ROUTE:(auto anthropic bedrock vertex foundry gateway)' \
      '--fallbacks[If the fault is the service'\''s, name the best other route, and ping the best other Claude model that this key can use\: one more metered request]' \
      '--replay=[Judge a saved --json report again, without the network]:FILE:_files' \
      '-h[Show this message and exit]' \
      '--help[Show this message and exit]' \
      '--version[Show the version]' \
      '--install-completion[Install completion for the current shell]' \
      '--show-completion[Show completion for the current shell, to copy it or customize the installation]' \
      ;;
    (demo) _arguments -s \
      '*--fail-on=[Exit with 0 unless it is one of these sides\: healthy, server, client, account, network, unknown]:SIDE,SIDE:_sequence compadd - healthy server client account network unknown' \
      '--json[Print one JSON document\: short for --format json]' \
      '--format=[How to print the report\: github, html, json, markdown, nagios, openmetrics, text]:FORMAT:(github html json markdown nagios openmetrics text)' \
      '--output=[Write the report to this file and print nothing]:FILE:_files' \
      '-q[Print the verdict in one sentence, and nothing else]' \
      '--quiet[Print the verdict in one sentence, and nothing else]' \
      '-v[Also print every rule with the evidence for and against it]' \
      '--verbose[Also print every rule with the evidence for and against it]' \
      '--strict[Exit with the side'\''s code when the service is degraded, too]' \
      '-h[Show this message and exit]' \
      '--help[Show this message and exit]' \
      '*:SCENARIO:(healthy healthy-keyless healthy-no-ping healthy-busy-page default-model-gone gateway-healthy crowd-blocked crowd-hangs crowd-quiet status-blocked status-second-address status-stale status-bomb silence green-page-alone failed-on-the-way chat-untested overloaded overloaded-quiet overloaded-in-stream overloaded-with-incident opus-overloaded gateway-passes-overload gateway-wraps-overload incomplete-response-loop overloaded-no-headroom pasted-overload server-error timeout-error api-error-in-stream bad-gateway origin-unknown-error origin-timed-out cut-stream ended-stream stalled-stream incident-confirmed incident-confirmed-dropped crowd-outage incident-posted incident-posted-keyless incident-on-html-page flag-left-behind model-incident crowd-reports crowd-reports-with-praw slow-response recent-failures code-trouble code-trouble-for-its-users half-a-page half-a-page-and-silence anothers-incident-and-silence flag-left-behind-and-silence overloaded-with-fallback overloaded-every-model overloaded-only-model outage-with-fallback storm storm-brink storm-cuts storm-collapse key-rejected key-forbidden model-not-found bad-request pasted-bad-request request-too-large wrong-endpoint wrong-endpoint-elsewhere gateway-unknown-key gateway-model-denied gateway-model-unknown gateway-reads-bearer gateway-small-bodies insecure-endpoint insecure-admin-endpoint environment-conflict key-with-blanks model-retiring model-retires-later model-retiring-listed model-overdue model-retired rate-limited rate-limited-bare acceleration-limit spend-limit spend-limit-own spend-limit-workspace credit-exhausted credit-or-billing-incident billing-problem organization-disabled subscription-limit gateway-budget subscription-limit-in-transcript quota-low offline offline-silent dns-failure no-name-resolves connection-failed tls-failure proxy-failure proxy-dead proxy-denies egress-denied captive-portal captive-portal-redirect region-blocked gateway-failure gateway-refused gateway-refused-overloaded gateway-silent gateway-key-refused gateway-cooldown gateway-maintenance gateway-wants-password gateway-wants-login filter-blocks edge-challenge edge-restricted bedrock-healthy bedrock-profile bedrock-login-expired bedrock-key-expired bedrock-no-credential bedrock-region-malformed bedrock-other-region bedrock-unknown-model bedrock-anthropic-id bedrock-needs-profile bedrock-throttled bedrock-throttled-in-stream bedrock-model-access bedrock-marketplace bedrock-use-case-form bedrock-iam bedrock-overloaded bedrock-overloaded-in-stream bedrock-server-error bedrock-cut-stream bedrock-incident bedrock-incident-dropped bedrock-unreachable bedrock-offline bedrock-gateway-healthy bedrock-gateway-failure bedrock-gateway-throttled bedrock-id-at-anthropic vertex-healthy vertex-login vertex-login-expired vertex-no-credential vertex-no-project vertex-region-malformed vertex-other-region vertex-unknown-model vertex-quota vertex-throttled vertex-not-enabled vertex-iam vertex-api-disabled vertex-overloaded vertex-overloaded-in-stream vertex-server-error vertex-cut-stream vertex-incident vertex-unreachable vertex-gateway-failure foundry-healthy foundry-login foundry-login-expired foundry-key-rejected foundry-no-credential foundry-no-resource foundry-resource-malformed foundry-no-deployment foundry-throttled foundry-role foundry-overloaded foundry-overloaded-in-stream foundry-server-error foundry-cut-stream foundry-incident foundry-unreachable foundry-gateway-healthy foundry-gateway-failure foundry-gateway-throttled mantle-healthy mantle-no-credential mantle-unknown-model mantle-throttled mantle-overloaded anthropic-aws-healthy anthropic-aws-no-credential anthropic-aws-server-error anthropic-aws-overloaded)' \
      ;;
    (explain) _arguments -s \
      '--json[Print one JSON document]' \
      '-h[Show this message and exit]' \
      '--help[Show this message and exit]' \
      '*:CODE|MESSAGE|FILE:_files' \
      ;;
    (fallbacks) _arguments -s \
      '--json[Print one JSON document]' \
      '--timeout=[Stop after this time, with a report of what is known by then]:SECONDS: ' \
      '--ping[Send one metered request over each other route to Claude that is set up here\: at most 10 tokens of answer each, far less than a cent]' \
      '--surface=[Which program'\''s calls to replace, as in check\: api, code or chat]:api|code|chat:(api code chat)' \
      '-h[Show this message and exit]' \
      '--help[Show this message and exit]' \
      ;;
    (fixes) _arguments -s \
      '--for=[Print the fixes for this cause and their recipes, in order]:CAUSE:(incomplete-response-loop overloaded server-error incomplete-stream slow-response recent-failures incident-confirmed crowd-outage model-incident incident-posted crowd-reports insecure-endpoint key-rejected key-forbidden model-not-found bad-request request-too-large wrong-endpoint environment-conflict model-retiring rate-limited spend-limit-reached credit-exhausted billing-problem organization-disabled subscription-limit quota-low offline captive-portal clock-skew region-blocked connection-failed dns-failure proxy-failure gateway-failure tls-failure healthy silence not-enough-evidence)' \
      '--lang=[python, typescript or bash; a few recipes have others, for one library or product]:LANG:(python typescript bash langchain litellm alertmanager datadog grafana opentelemetry prometheus prometheus-test)' \
      '--copy-to=[Write the recipe to this file or folder and print nothing]:FILE:_files' \
      '-h[Show this message and exit]' \
      '--help[Show this message and exit]' \
      '*:NAME:(add-credit add-evidence allow-host appeal apply-cure ask-admin ask-exception ask-for-proxy ask-gateway ask-other-provider ask-permission aws-login aws-marketplace aws-model-access aws-organization-policy aws-overruling-policy aws-payment aws-profile aws-quota aws-role aws-sso-login aws-support-case azure-firewall azure-login azure-no-keys azure-private-network azure-quota azure-role azure-tenant backoff beta-off bypass-gateway change-region check-cloud-gateway check-dns check-firewall check-gateway check-internet check-key check-local-firewall choose-model choose-successor chunk ci-gate circuit-breaker claude-code cloud-access cloud-country cloud-model-id commit-first contact-support drop-cloud-gateway drop-credential drop-hosts-line drop-one-proxy drop-proxy drop-url-login encrypt-gateway exempt-programs fallback-route feedback fill-store fix-base-url fix-billing fix-cloud-base fix-model-id fix-proxy fix-request fix-variable follow-aws-health follow-azure-status follow-google-status follow-status-page foundry-deployments foundry-resource gateway-body-size gateway-key gateway-login gateway-password google-billing google-enable-api google-login google-project-quota google-quota google-role http-proxy keep-watching key-as-token leave-address lighter-model list-aws-models login-again marketplace-rights mend-environment mend-gateway-account mend-gateway-key mend-key mend-login-file mend-other-program mend-place mend-resolver mend-store mend-variable messages-path migrate-model model-garden monitor-529 move-subscription-token new-bedrock-key nginx-body-size not-claude open-portal other-aws-region other-google-region other-model other-network other-provider-quota other-scheme own-model-id own-names pin-name plain-proxy proxy-ca proxy-login quota raise-limit raise-tier read-execution-file reissue-ca renew-aws renew-azure renew-google rephrase replace-credential report-ray report-request-id rewind say-continue see-aws-identity see-azure-identity see-certificate see-evidence see-google-identity set-clock set-key set-no-proxy set-secret share-ca shorten-no-proxy shorter-output shrink-context shrink-packets shrink-request socks-support spread-cloud-load spread-load start-proxy start-upstream streaming switch-model token-as-key trust-ca unblock-name update-claude-code usage-credits use-case-form use-https use-system-store wait-for-gateway wait-for-reset wait-it-out wait-retry-after)' \
      ;;
    (history) _arguments -s \
      '--since=[Only checks after this\: 2h, 30m, 7d, or an ISO date]:WHEN: ' \
      '-n+[List this many checks, the newest]:N: ' \
      '--limit=[List this many checks, the newest]:N: ' \
      '--plot[Plot verdicts over time, time to first token, and availability by hour of the day]' \
      '--outages[Show the outages that this machine saw, from its checks and Claude Code'\''s transcripts\: start, end, failed pings, status page, crowd, request ids]' \
      '--json[Print one JSON document]' \
      '--csv[Print a line per check, for spreadsheets]' \
      '--clear[Delete all checks kept here, including corrupt files set aside]' \
      '-h[Show this message and exit]' \
      '--help[Show this message and exit]' \
      ;;
    (hook) _arguments -s \
      '--print-config[Print the entry for Claude Code'\''s settings.json; no file is changed]' \
      '-h[Show this message and exit]' \
      '--help[Show this message and exit]' \
      ;;
    (logs) _arguments -s \
      '--since=[Only failures after this\: 2h, 30m, 7d, or an ISO date]:WHEN: ' \
      '--json[Print one JSON document]' \
      '-h[Show this message and exit]' \
      '--help[Show this message and exit]' \
      '*:PATH:_files' \
      ;;
    (rules) _arguments -s \
      '-h[Show this message and exit]' \
      '--help[Show this message and exit]' \
      '*:RULE:(incomplete-response-loop overloaded server-error incomplete-stream slow-response recent-failures incident-confirmed crowd-outage model-incident incident-posted crowd-reports insecure-endpoint key-rejected key-forbidden model-not-found bad-request request-too-large wrong-endpoint environment-conflict model-retiring rate-limited spend-limit-reached credit-exhausted billing-problem organization-disabled subscription-limit quota-low offline captive-portal clock-skew region-blocked connection-failed dns-failure proxy-failure gateway-failure tls-failure healthy silence not-enough-evidence)' \
      ;;
    (statusline) _arguments -s \
      '--offline[Do not use the network\: no status page]' \
      '-h[Show this message and exit]' \
      '--help[Show this message and exit]' \
      ;;
    (storm) _arguments -s \
      '*--policy=[Simulate only this policy]:POLICY:(none immediate fixed exponential full-jitter equal-jitter decorrelated sdk claude-code retry-budget circuit-breaker adaptive)' \
      '--clients=[How many clients]:N: ' \
      '--every=[How often each client wants an answer]:SECONDS: ' \
      '--capacity=[How many requests the service can hold; when full, it takes four times as long and answers 529]:N: ' \
      '--latency=[How long an answer takes while the service is idle]:SECONDS: ' \
      '--timeout=[How long a client waits for an answer]:SECONDS: ' \
      '--spike=[How many times as often clients ask during the spike]:TIMES: ' \
      '--spike-seconds=[How long the spike lasts]:SECONDS: ' \
      '--duration=[How long to simulate; the spike begins after a fifth of it]:SECONDS: ' \
      '--base=[Your own policy\: the first pause]:SECONDS: ' \
      '--cap=[Your own policy\: the longest pause]:SECONDS: ' \
      '--retries=[Your own policy\: the number of retries]:N: ' \
      '--jitter=[Your own policy\: none, full, equal, decorrelated, sdk, claude-code]:KIND:(none full equal decorrelated sdk claude-code)' \
      '--budget=[Your own policy\: retries per success, such as 0.1]:TOKENS: ' \
      '--seed=[The same seed gives the same numbers]:N: ' \
      '--json[Print one JSON document]' \
      '--html=[Also write a page with plots to this file]:FILE:_files' \
      '-h[Show this message and exit]' \
      '--help[Show this message and exit]' \
      ;;
    (wait) _arguments -s \
      '--timeout=[Give up after this time]:SECONDS: ' \
      '--for=[anthropic\: the route that your calls take; any\: a usable fallback is enough]:anthropic|any:(anthropic any)' \
      '--model=[Wait for this model]:ID:(claude-fable-5-2 claude-mythos-5-2 claude-haiku-5-5 claude-sonnet-5-5 claude-opus-5-5 claude-fable-5-1 claude-mythos-5-1 claude-opus-5 claude-sonnet-5 claude-fable-5 claude-mythos-5 claude-opus-4-8 claude-opus-4-7 claude-sonnet-4-6 claude-opus-4-6 claude-opus-4-5-20251101 claude-haiku-4-5-20251001 claude-sonnet-4-5-20250929)' \
      '--every=[The first pause is random up to this, and the limit doubles up to twenty times as much]:SECONDS: ' \
      '--notify=[How to announce the end\: auto (the terminal'\''s or the desktop'\''s notification, or a bell), bell or off]:auto|bell|off:(auto bell off)' \
      '--surface=[Which program'\''s calls to test, as in check\: api, code or chat]:api|code|chat:(api code chat)' \
      '--route=[Who serves Claude, as in check\: auto, anthropic, bedrock, vertex, foundry or gateway]:ROUTE:(auto anthropic bedrock vertex foundry gateway)' \
      '-h[Show this message and exit]' \
      '--help[Show this message and exit]' \
      ;;
    (watch) _arguments -s \
      '--interval=[The pause while Claude works, give or take a fifth]:SECONDS: ' \
      '--count=[Stop after this many checks]:N: ' \
      '--ping[Send one metered request each time]' \
      '--json[Print a JSON document per line, each like that of check]' \
      '--exec=[Run this command in a shell when the verdict changes, with the JSON report on its standard input and the verdict in its environment]:CMD: ' \
      '--model=[Ping this model]:ID:(claude-fable-5-2 claude-mythos-5-2 claude-haiku-5-5 claude-sonnet-5-5 claude-opus-5-5 claude-fable-5-1 claude-mythos-5-1 claude-opus-5 claude-sonnet-5 claude-fable-5 claude-mythos-5 claude-opus-4-8 claude-opus-4-7 claude-sonnet-4-6 claude-opus-4-6 claude-opus-4-5-20251101 claude-haiku-4-5-20251001 claude-sonnet-4-5-20250929)' \
      '--surface=[Which program'\''s calls to test, as in check\: api, code or chat]:api|code|chat:(api code chat)' \
      '--route=[Who serves Claude, as in check\: auto, anthropic, bedrock, vertex, foundry or gateway]:ROUTE:(auto anthropic bedrock vertex foundry gateway)' \
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
