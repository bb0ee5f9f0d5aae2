# Sourced by scripts: `usage LEAST "$@"` shows the comment at the script's head and ends it: code 0 for --help, code 2
# where there are fewer arguments than LEAST or one of the first LEAST is a flag. Errors end the script from here on.
set -euo pipefail

usage() {
    local least=$1 code=0 word
    shift
    case "${1:-}" in
        -h | --help) ;;
        *)
            [ $# -ge "$least" ] || code=2
            for word in "${@:1:least}"; do
                case "$word" in -* | '') code=2 ;; esac
            done
            [ "$code" = 2 ] || return 0
            exec >&2
            echo "$(basename "$0"): error: arguments are missing"
            ;;
    esac
    sed -n '2,${/^#/!q;s/^# \{0,1\}//p}' "$0"
    exit "$code"
}
