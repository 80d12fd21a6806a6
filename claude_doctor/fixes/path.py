"""Fixes of names, connections, certificates and the clock. Data."""

from __future__ import annotations

from .fix import ANTHROPIC, Fix

PATH: tuple[Fix, ...] = (
    Fix(
        "check-internet",
        "Check this machine's connection: cable, Wi-Fi, VPN",
        "Nothing outside answers, so this is not about Claude. The first command asks without "
        "names, the second shows whether there is a route out.",
        "ping -c 3 1.1.1.1; netstat -rn",
    ),
    Fix(
        "check-dns",
        "Check name resolution, or try another resolver",
        "The name does not resolve here, or leads elsewhere. Compare with `1.1.1.1`; where the "
        "answers differ, look at /etc/hosts, the VPN, and the resolver in /etc/resolv.conf.",
        "nslookup api.anthropic.com; nslookup api.anthropic.com 1.1.1.1",
        measured="nslookup {network.host}; nslookup {network.host} 1.1.1.1",
    ),
    Fix(
        "apply-cure",
        "Make the change that worked when it was tried here",
        "The check made this one change after the failure, and the API answered. An `export` or "
        "`unset` holds for this shell: put it into your shell's profile, too.",
        measured="{network.cure}",
    ),
    Fix(
        "drop-hosts-line",
        "Take the API's name out of /etc/hosts",
        "A line there outranks every resolver. The command keeps the old file as /etc/hosts.old.",
        "grep -n anthropic /etc/hosts",
        measured="{network.cure}",
    ),
    Fix(
        "pin-name",
        "Mend the resolver, or allow the name in the DNS blocker; until then this line in "
        "/etc/hosts works",
        "The API answers by its number, so the name alone is wrong. Take the line out again when "
        "the name resolves: the number may change.",
        "nslookup api.anthropic.com",
        measured="{network.cure}",
    ),
    Fix(
        "unblock-name",
        "Allow the API's name in the DNS blocker (Pi-hole, AdGuard, NextDNS, the router)",
        "Its query log shows the name; put it on the allow list there. The command is Pi-hole's, "
        "to be given on the Pi-hole itself.",
        "pihole allow api.anthropic.com || pihole -w api.anthropic.com",
        measured="pihole allow {network.host} || pihole -w {network.host}",
    ),
    Fix(
        "mend-resolver",
        "Mend the resolver, or name another one in /etc/resolv.conf",
        "The line works; only names do not resolve. The commands show who is asked; 1.1.1.1 is a "
        "public resolver, where your network allows it.",
        "cat /etc/resolv.conf; resolvectl status; nslookup api.anthropic.com 1.1.1.1",
    ),
    Fix(
        "check-local-firewall",
        "Allow outgoing connections in the firewall of this machine or container",
        "The command lists its rules. In a dev container look at its init-firewall script; add "
        "api.anthropic.com, port 443.",
        "sudo nft list ruleset || sudo iptables -S",
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
        "open http://captive.apple.com || xdg-open http://captive.apple.com",
    ),
    Fix(
        "change-region",
        "Leave the VPN or data centre, or use a supported country",
        "The edge refuses this address. It is not about your key. The command shows the address "
        "and the country that the edge sees.",
        "curl -s https://api.anthropic.com/cdn-cgi/trace | grep -E '^(ip|loc)='",
        url="https://www.anthropic.com/supported-countries",
        routes=ANTHROPIC,
    ),
    Fix(
        "trust-ca",
        "Give your programs the company's CA certificate",
        "Something on the path signs with a CA that nothing here knows. Get its file from whoever "
        "runs the network, never from the connection itself. SSL_CERT_FILE replaces Python's "
        "store, so the file must hold the public CAs, too; NODE_EXTRA_CA_CERTS adds to Node's.",
        "export SSL_CERT_FILE=/path/ca.pem NODE_EXTRA_CA_CERTS=/path/ca.pem",
        measured="{network.ca_mend}",
    ),
    Fix(
        "use-system-store",
        "Let every program use this machine's own certificate store",
        "The store of the system knows who signed, the programs' own bundles do not. Node 22.15 "
        "and later reads the system's store with --use-system-ca.",
        "export NODE_OPTIONS=--use-system-ca",
        measured="export SSL_CERT_FILE={network.system_store} "
        "REQUESTS_CA_BUNDLE={network.system_store} NODE_EXTRA_CA_CERTS={network.system_store}",
    ),
    Fix(
        "share-ca",
        "Give Node the certificates that Python has",
        "SSL_CERT_FILE is read by Python only. Claude Code reads the system's store as well, but "
        "Node programs do not.",
        'export NODE_EXTRA_CA_CERTS="$SSL_CERT_FILE"',
    ),
    Fix(
        "see-certificate",
        "Look at the certificate: whose it is, who signed it, until when",
        "Tell whoever runs that host, or the network in between. Nobody else can mend it.",
        "openssl s_client -connect api.anthropic.com:443 </dev/null | openssl x509 -noout "
        "-subject -issuer -dates",
        measured="openssl s_client -connect {network.host}:{network.port} </dev/null | "
        "openssl x509 -noout -subject -issuer -dates",
    ),
    Fix(
        "fill-store",
        "Install the system's certificates, or give Python the ones that it brings",
        "Debian and Alpine call the package ca-certificates. The command needs no installation; "
        "SSL_CERT_FILE is read by the Python SDK.",
        "apt-get install -y ca-certificates || apk add ca-certificates",
        measured="export SSL_CERT_FILE={network.bundle_file}",
    ),
    Fix(
        "set-clock",
        "Set this machine's clock",
        "Certificates and signatures are checked against it. The first command is Linux's, the "
        "second that of macOS.",
        "sudo timedatectl set-ntp true || sudo sntp -sS time.apple.com",
    ),
)
