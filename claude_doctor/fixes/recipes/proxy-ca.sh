# What it does: has Python, Node, Claude Code and curl trust your company's own CA, too.
# Not when: nobody gave you that CA: what just comes over the wire proves nothing.
# Needs: bash 4, openssl, curl. Run: eval "$(bash proxy-ca.sh company-ca.crt)"

# A proxy that opens TLS signs with a CA of its own. SSL_CERT_FILE and REQUESTS_CA_BUNDLE take
# the place of the usual CAs, so they get a file with both; NODE_EXTRA_CA_CERTS adds to them.
# Do not switch verification off: then anybody on the way can read the key.

# shellcheck shell=bash
set -u

given=${1:-}
host=${2:-${ANTHROPIC_BASE_URL:-https://api.anthropic.com}}
place=${XDG_CONFIG_HOME:-$HOME/.config}/company-ca

fail() {
  echo "$1" >&2
  exit 1
}

[[ -r $given ]] || fail "usage: bash proxy-ca.sh CA-FILE [URL]"
umask 022
mkdir -p "$place" || exit
# PEM it must be; Windows exports the other form, DER, under the same name.
if grep -q 'BEGIN CERTIFICATE' "$given"; then
  sed 's/\r$//' "$given" >"$place/ca.pem"
else
  openssl x509 -inform DER -in "$given" -out "$place/ca.pem" 2>/dev/null ||
    fail "$given is no certificate"
fi
openssl x509 -in "$place/ca.pem" -noout -checkend 0 >/dev/null || fail "$given has expired"

for usual in "${SSL_CERT_FILE:-}" /etc/ssl/certs/ca-certificates.crt \
  /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/cert.pem /etc/ssl/ca-bundle.pem; do
  [[ -r $usual && $usual != "$place/both.pem" ]] && break
  usual=
done
[[ $usual ]] || fail "where the usual CAs of this machine are is not known: set SSL_CERT_FILE"
cat "$usual" <(echo) "$place/ca.pem" >"$place/both.pem"

# Any answer proves the TLS: 401 and 404 as well.
curl -sS -o /dev/null --connect-timeout 10 --max-time 20 --cacert "$place/both.pem" "$host" ||
  fail "$host does not verify with it: it is another CA that signs there, or no way there"

openssl x509 -in "$place/ca.pem" -noout -subject -fingerprint -sha256 | sed 's/^/# /'
printf 'export %s=%q\n' SSL_CERT_FILE "$place/both.pem" REQUESTS_CA_BUNDLE "$place/both.pem" \
  CURL_CA_BUNDLE "$place/both.pem" NODE_EXTRA_CA_CERTS "$place/ca.pem"
echo "# for all shells: put these lines into ~/.profile" >&2
