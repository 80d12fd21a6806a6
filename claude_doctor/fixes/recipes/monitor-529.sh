# What it does: lays out 529 as an alert of its own: check, rules with test, route, dashboard.
# Not when: a machine of this site does it already; one is enough, each check is a request.
# Needs: bash, claude-doctor, cron, node_exporter. Run: bash monitor-529.sh FOLDER [METRICS-FOLDER]

# FOLDER gets the files. Nothing that is there is replaced, and nothing is installed:
# what to do with each is printed. Other mappings: claude-doctor fixes monitor-529 --lang
# datadog, --lang opentelemetry.

# shellcheck shell=bash
set -u

folder=${1:?usage: bash monitor-529.sh FOLDER [METRICS-FOLDER]}
metrics=${2:-/var/lib/prometheus/node-exporter}
mkdir -p "$folder" || exit

for lang in prometheus prometheus-test alertmanager grafana; do
  claude-doctor fixes monitor-529 --lang "$lang" --copy-to "$folder" || exit
done
if command -v promtool >/dev/null; then
  promtool test rules "$folder/monitor-529.prometheus-test.yml" || exit
fi

# Up to four minutes of splay, so that cron on many machines does not ask in one second. Each run
# ends before the next one begins, and the file is replaced whole, or not at all.
cat <<END
1. /etc/cron.d/claude-doctor, as a user that may write to $metrics:
   SHELL=/bin/bash
   */5 * * * * USER sleep \$((RANDOM \% 240)); claude-doctor check --timeout 30 --format openmetrics --output $metrics/claude.prom
2. prometheus.yml:   rule_files: [$folder/monitor-529.prometheus.yml]
3. alertmanager.yml: the routes and inhibit_rules of $folder/monitor-529.alertmanager.yml
4. Grafana, Dashboards, Import: $folder/monitor-529.grafana.json
END
