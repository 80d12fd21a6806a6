"""Fixes of names, connections, certificates and the clock. Data."""

from __future__ import annotations

from .fix import ANTHROPIC, Fix

PATH: tuple[Fix, ...] = (
    Fix(
        "check-internet",
        "Check this machine's connection: cable, Wi-Fi, VPN",
        "Nothing outside answers, so this is not about Claude. The first command needs no "
        "names, the second shows whether there is a route out.",
        "ping -c 3 1.1.1.1; netstat -rn",
        windows="ping 1.1.1.1; route print -4",
    ),
    Fix(
        "check-dns",
        "Check name resolution, or try another resolver",
        "The name does not resolve here, or leads elsewhere. Compare with `1.1.1.1`; if the "
        "answers differ, look at the hosts file, the VPN and the resolver.",
        "nslookup api.anthropic.com; nslookup api.anthropic.com 1.1.1.1",
        measured="nslookup {network.host}; nslookup {network.host} 1.1.1.1",
    ),
    Fix(
        "apply-cure",
        "Apply the change that worked when it was tried",
        "After the failure the check made this one change, and the API answered. An `export` "
        "or `unset` holds for this shell: put it into your shell's profile as well.",
        measured="{network.cure}",
    ),
    Fix(
        "drop-hosts-line",
        "Remove the API's name from the hosts file",
        "A line there overrides every resolver. The command keeps the old file as /etc/hosts.old.",
        "grep -n anthropic /etc/hosts",
        measured="{network.cure}",
        windows='Select-String anthropic "$env:SystemRoot\\System32\\drivers\\etc\\hosts"',
    ),
    Fix(
        "pin-name",
        "Unblock the name in DNS, or pin it in /etc/hosts for now",
        "The API answers by its number, so only the name is wrong. Fix the resolver, or allow "
        "the name in the DNS blocker; then remove the line: the number may change.",
        "nslookup api.anthropic.com",
        measured="{network.cure}",
    ),
    Fix(
        "unblock-name",
        "Allow the API's name in the DNS blocker",
        "That is Pi-hole, AdGuard, NextDNS or the router. Its query log shows the name; put "
        "it on the allow list. The command is for the Pi-hole itself.",
        "pihole allow api.anthropic.com || pihole -w api.anthropic.com",
        measured="pihole allow {network.host} || pihole -w {network.host}",
    ),
    Fix(
        "mend-resolver",
        "Fix the DNS resolver, or use another one",
        "The connection works; only names do not resolve. The commands show which resolver is "
        "asked; 1.1.1.1 is a public one, if your network allows it.",
        "cat /etc/resolv.conf; resolvectl status; nslookup api.anthropic.com 1.1.1.1",
        macos="scutil --dns; nslookup api.anthropic.com 1.1.1.1",
        windows="Get-DnsClientServerAddress; nslookup api.anthropic.com 1.1.1.1",
    ),
    Fix(
        "check-local-firewall",
        "Allow outgoing connections in this machine's firewall",
        "The command lists its rules. In a dev container look at its init-firewall script; "
        "add api.anthropic.com, port 443.",
        "sudo nft list ruleset || sudo iptables -S",
        macos="sudo pfctl -s rules",
        windows="Get-NetFirewallProfile | Select-Object Name, Enabled, DefaultOutboundAction",
    ),
    Fix(
        "check-firewall",
        "Allow outgoing connections to port 443 of the API's host",
        "The internet answers, this host does not: a firewall, a VPN or a dead route.",
        "curl -sv --max-time 10 https://api.anthropic.com/ -o /dev/null",
        measured="curl -sv --max-time 10 {environment.base_url}/ -o /dev/null",
    ),
    Fix(
        "open-portal",
        "Open a browser and log in to the network",
        "A page that is not Anthropic's answers in its place.",
        "xdg-open http://captive.apple.com",
        macos="open http://captive.apple.com",
        windows="Start-Process http://captive.apple.com",
    ),
    Fix(
        "change-region",
        "Leave the VPN or data center; use a supported country",
        "Anthropic's edge blocks this IP address. It is not about your key. The command shows "
        "the address and the country that the edge sees.",
        "curl -s https://api.anthropic.com/cdn-cgi/trace | grep -E '^(ip|loc)='",
        url="https://www.anthropic.com/supported-countries",
        routes=ANTHROPIC,
        windows="curl.exe -s https://api.anthropic.com/cdn-cgi/trace | Select-String '^(ip|loc)='",
    ),
    Fix(
        "trust-ca",
        "Make your programs trust the company's CA certificate",
        "Something on the path signs with a CA that nothing here trusts. Get its file from "
        "whoever runs the network, never from the connection itself. SSL_CERT_FILE replaces "
        "Python's store, so the file must hold the public CAs as well; NODE_EXTRA_CA_CERTS "
        "adds to Node's.",
        "export SSL_CERT_FILE=/path/ca.pem NODE_EXTRA_CA_CERTS=/path/ca.pem",
        measured="{network.ca_mend}",
    ),
    Fix(
        "use-system-store",
        "Use this machine's certificate store in every program",
        "The system's store trusts who signed; the programs' own bundles do not. Node 22.15 "
        "and later reads the system's store with --use-system-ca.",
        "export NODE_OPTIONS=--use-system-ca",
        measured="export SSL_CERT_FILE={network.system_store} "
        "REQUESTS_CA_BUNDLE={network.system_store} NODE_EXTRA_CA_CERTS={network.system_store}",
    ),
    Fix(
        "reissue-ca",
        "Ask for a CA certificate in the form that RFC 5280 demands",
        "Since 3.13 Python insists on it: key identifiers in every certificate, and in the CA's "
        "key usage and basic constraints that are marked critical. Whoever runs the inspecting "
        "proxy has to issue a new CA certificate. Until then Python 3.12 takes it, and so do "
        "Claude Code and Node.",
        url="https://docs.python.org/3/library/ssl.html#ssl.create_default_context",
    ),
    Fix(
        "share-ca",
        "Give Node the certificates that Python has",
        "Only Python reads SSL_CERT_FILE. Claude Code reads the system's store as well, but "
        "Node programs do not.",
        'export NODE_EXTRA_CA_CERTS="$SSL_CERT_FILE"',
    ),
    Fix(
        "see-certificate",
        "Check the certificate: its name, issuer and dates",
        "Tell whoever runs that host, or the network in between. Nobody else can fix it.",
        "openssl s_client -connect api.anthropic.com:443 </dev/null | openssl x509 -noout "
        "-subject -issuer -dates",
        measured="openssl s_client -connect {network.host}:{network.port} </dev/null | "
        "openssl x509 -noout -subject -issuer -dates",
    ),
    Fix(
        "fill-store",
        "Install CA certificates, or use Python's bundled ones",
        "Debian and Alpine call the package ca-certificates. Setting SSL_CERT_FILE needs no "
        "installation; the Python SDK reads it.",
        "apt-get install -y ca-certificates || apk add ca-certificates",
        measured="export SSL_CERT_FILE={network.bundle_file}",
        macos="",
        windows="",
    ),
    Fix(
        "set-clock",
        "Set this machine's clock",
        "Certificates and signatures are checked against it.",
        "sudo timedatectl set-ntp true",
        macos="sudo sntp -sS time.apple.com",
        windows="w32tm /resync",
    ),
)
