"""Which measured values may become part of a command on the screen."""

from __future__ import annotations

from ..phrases import phrase

# A host, a port, an address, a path. Nothing that a shell reads as more than one word.
_WORD = phrase(r"[A-Za-z0-9/][\w.:%/\[\]-]{0,253}")
# A file of Claude Code's: the user's two, and an organization's, which needs an administrator.
_CONFIG = (
    r'(?:"\$\{CLAUDE_CONFIG_DIR:-\$HOME/\.claude\}/settings\.json"'
    r'|"\$\{CLAUDE_CONFIG_DIR:-\$HOME\}/\.claude\.json"'
    r"|'?/[\w./ -]*managed-settings(?:\.d/[\w.-]+)?\.json'?)"
)
_NAMED = r"(?:[\w.@+-]{1,64}|'[\w .@+/-]{1,64}')"
_FILE = r"(?:~?/[\w.@+/-]{1,200}|(?:~/)?'[\w .@+/-]{1,200}')"
# What logs in to a cloud, and what says where its calls go.
_CLOUD = (
    rf"aws (?:sso )?login(?: --(?:profile|sso-session)[ =]{_NAMED}| --no-browser)*"
    rf"|aws configure(?: --profile {_NAMED})?"
    r"|gcloud auth application-default login(?: --no-launch-browser)?"
    r"|az login"
    rf"""|(?:"\$\{{EDITOR:-nano\}}"|rmdir|sudo chown "\$USER"|chmod u\+r) {_FILE}"""
    rf"|export (?:AWS|AZURE|GOOGLE|CLOUD|CLOUDSDK|ANTHROPIC|VERTEX)_[A-Z0-9_]+=(?:…|{_NAMED})"
    r'|(?:export ANTHROPIC_MODEL=|claude --model )"[\w.:@/-]+"'
    r'|export ANTHROPIC_VERTEX_PROJECT_ID="\$\(gcloud config get-value project\)"'
)
_PROJECT = r"[a-z0-9][a-z0-9-]{4,29}"
_LOOKED_UP = (
    r"""\"\$\(az cognitiveservices account list --query "\[\?name=='[\w-]{1,64}'\]\.\w+" """
    r"""-o tsv\)\""""
)
# What grants a call that a cloud denied (`sources.clouds.grants`).
_GRANT = (
    rf"aws iam put-(?:role|user)-policy --(?:role|user)-name {_NAMED} --policy-name claude "
    r"""--policy-document '[\w":,.*/\[\]{}-]{1,900}'"""
    rf"|gcloud services enable [a-z]+\.googleapis\.com --project {_PROJECT}"
    rf'|gcloud projects add-iam-policy-binding {_PROJECT} --member="user:\$\(gcloud config '
    r'get-value account\)" --role=roles/[A-Za-z.]{3,100}'
    rf"|gcloud billing (?:accounts list|projects link {_PROJECT} --billing-account=…)"
    rf'|az role assignment create --role "Cognitive Services User" --assignee {_NAMED} '
    rf"--scope {_LOOKED_UP}"
    r"|az cognitiveservices account network-rule add --name [\w-]{1,64} "
    rf"--resource-group {_LOOKED_UP} --ip-address …"
)
# What `environment` composes. Reports are saved, edited and judged again, and nobody's edit may
# become a command on the screen.
_COMMAND = phrase(
    rf"{_CLOUD}|{_GRANT}"
    r"|unset \w+(?: \w+)*"
    r'|export \w+="(?:[\w.,:/-]|\$\w+|\$\{\w+[\w.,:%/?#\[\]*+$]*\})*"'
    r"""|export \w+="\$\(printf %s "\$\w+" \| tr -d '\[:space:\]'\)\""""
    rf'|(?:sudo )?"\$\{{EDITOR:-nano\}}" {_CONFIG}'
    r"|claude /login"
    r"|claude-doctor check --surface code"
    r"|export ANTHROPIC_(?:API_KEY|AUTH_TOKEN)=…"
    r'|claude --model "[\w.-]+"'
    r'|claude-doctor check --model "[\w.-]+"'
    # Takes variables out of Claude Code's settings, or gives one an address.
    r"""|(?:sudo )?python3 -c 'import json,sys;f=sys\.argv\[1\];d=json\.load\(open\(f\)\);"""
    r"""e=d\["env"\];(?:\[e\.pop\(n,0\) for n in sys\.argv\[2:\]\]"""
    r"""|e\[sys\.argv\[2\]\]=sys\.argv\[3\]);json\.dump\(d,open\(f,"w"\),indent=2\)' """
    rf"""{_CONFIG}(?: \w+)+(?: https?://[\w.:/-]+| [a-z][\w.-]*)?"""
    # Takes `model` out of them.
    r"""|python3 -c 'import json,sys;f=sys\.argv\[1\];d=json\.load\(open\(f\)\);"""
    r"""d\.pop\("model",0\);json\.dump\(d,open\(f,"w"\),indent=2\)' """
    r""""\$\{CLAUDE_CONFIG_DIR:-\$HOME/\.claude\}/settings\.json\""""
    # What `border.lint` and `border.proxies` compose.
    r"""|export \w+="\$\{\w+%\$'\\r'\}\""""
    r"""|export \w+="\$\(printf %s "\$\w+" \| (?:tr -d "\\"'\\`"|LC_ALL=C tr -cd '!-~'"""
    r"""|LC_ALL=C tr -d '\\200-\\377'|tr -s " ;" ,"""
    r"""|sed "s/\^\\\(\[\^:\]\*\\\) /\\1-/")\)\""""
    r'|export \w+="\$\(printf %b "\$\w+"\)"'
    r'|export \w+="\$\{\w+(?:#\*=|/=/: |/#\\~/\$HOME|##\* )\}"'
    r'|export (?:NO_PROXY|no_proxy)="[\w.,:/*\[\] -]*"'
    r"""|export \w+="\$\(python3 -c 'import json,os;\[print\(k,v,sep=": "\) for k,v in """
    r"""json\.loads\(os\.environ\["\w+"\]\)\.items\(\)\]'\)\""""
    r"""|export \w+="\$\(python3 -c 'import os,re,urllib\.parse as u;print\(re\.sub\("""
    r"""\"\(\?s\)\^\(\.\*\?:/\{2\}\)\?\(\.\*\)@",lambda m:\(m\[1\] or ""\)\+"""
    r"""u\.quote\(m\[2\],":%"\)\+"@",os\.environ\["\w+"\]\)\)'\)\""""
    r'|file="[\w./-]+"'
    r'|openssl x509 -inform der -in "(?:\$\w+|[\w./-]+)" -out "\$HOME/ca\.pem"'
    # What `sources.network` tried.
    r'|cat "\$SSL_CERT_FILE" "(?:\$\w+|[\w./-]+)" > "\$HOME/\.claude-ca\.pem"'
    r' && export SSL_CERT_FILE="\$HOME/\.claude-ca\.pem"'
    r"""|sed -i\.old "s\|\$file\|\$HOME/ca\.pem\|" """
    r""""\$\{CLAUDE_CONFIG_DIR:-\$HOME/\.claude\}/settings\.json\""""
    r"|(?:sudo )?cp /etc/hosts /etc/hosts\.old && sed"
    r"(?: -e '\d+(?:d|s/\[\[:space:\]\][\w.\\-]+//I)')+ /etc/hosts\.old"
    r" \| (?:sudo )?tee /etc/hosts >/dev/null"
    r"|echo '[0-9a-f.:]+ [\w.-]+' \| (?:sudo )?tee -a /etc/hosts"
    r"|(?:sudo )?ip link set dev [\w.-]+ mtu \d+"
)


def safe(slot: str, value: str) -> bool:
    """Whether the value of this slot may be typed: a word, or a command that is composed here."""
    if slot.endswith(("mend", "cure")):
        return all(_COMMAND.fullmatch(part) for part in value.split("; "))
    return _WORD.fullmatch(value) is not None
