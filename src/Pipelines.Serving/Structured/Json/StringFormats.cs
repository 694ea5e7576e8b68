namespace Pipelines.Serving;

/// <summary>Formats of strings (JSON Schema Validation, section 7.3), as expressions.</summary>
internal static class StringFormats
{
    private const string Year = "(?:[1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])";

    // Years that four divides, but of the full centuries only those that four hundred divides.
    private const string LeapYear =
        "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:0[48]|[2468][048]|[13579][26])00)";

    private const string Date =
        $"(?:{Year}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))" +
        $"|{LeapYear}-02-29)";

    private const string Time =
        "(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\\.[0-9]{1,9})?(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])";

    private const string Octet = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";

    private const string Ipv4 = $"{Octet}(?:\\.{Octet}){{3}}";

    private const string Label = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";

    private const string Hostname = $"{Label}(?:\\.{Label}){{0,3}}";

    private const string Atom = "[A-Za-z0-9!#$%&'*+/=?^_`\\{|\\}~-]{1,20}";

    private const string UriCharacter = "(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})";

    private static readonly HashSet<string> Unheld =
    [
        "idn-email", "idn-hostname", "uri-reference", "iri", "iri-reference", "uri-template", "json-pointer", "relative-json-pointer",
        "regex",
    ];

    private static readonly Dictionary<string, string> Patterns = new()
    {
        ["date"] = Date,
        ["time"] = Time,
        ["date-time"] = $"{Date}[Tt]{Time}",
        ["duration"] = Duration(),
        ["email"] = $"{Atom}(?:\\.{Atom}){{0,2}}@{Hostname}",
        ["hostname"] = Hostname,
        ["ipv4"] = Ipv4,
        ["ipv6"] = Ipv6(),
        ["uuid"] = "[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}",
        ["uri"] = $"[A-Za-z][A-Za-z0-9+.-]*:(?://{Hostname}(?::[0-9]{{1,5}})?)?(?:/{UriCharacter}+)*/?" +
            $"(?:\\?(?:{UriCharacter}|[/?])*)?(?:#(?:{UriCharacter}|[/?])*)?",
    };

    /// <summary>The expression of a format; null for a name that the specification does not know, which asserts nothing.</summary>
    /// <exception cref="GrammarException">the specification knows the format, but it is not held</exception>
    public static Expression? Find(string name, string place)
    {
        if (Patterns.TryGetValue(name, out var pattern)) return RegexReader.Read(pattern, place);
        return Unheld.Contains(name)
            ? throw new GrammarException($"format '{name}' is not held; there are {string.Join(", ", Patterns.Keys)}", place)
            : null;
    }

    /// <summary>RFC 3339, appendix A: parts without a gap, at least one.</summary>
    private static string Duration()
    {
        const string Number = "[0-9]{1,9}";
        var time = $"T(?:{Chain("HMS")})";
        return $"P(?:{Number}W|(?:{Chain("YMD")})(?:{time})?|{time})";

        static string Chain(string letters)
        {
            var chains = new List<string>();
            for (var first = 0; first < letters.Length; first++)
            {
                var rest = "";
                for (var i = letters.Length - 1; i > first; i--) rest = $"(?:{Number}{letters[i]}{rest})?";
                chains.Add($"{Number}{letters[first]}{rest}");
            }
            return string.Join('|', chains);
        }
    }

    /// <summary>RFC 4291: eight groups, or fewer with one gap, the last two perhaps written as IPv4.</summary>
    private static string Ipv6()
    {
        const string Group = "[0-9A-Fa-f]{1,4}";
        var forms = new List<string> { $"(?:{Group}:){{7}}{Group}", $"(?:{Group}:){{6}}{Ipv4}" };
        for (var before = 0; before <= 7; before++)
        {
            var head = before == 0 ? "" : $"{Group}(?::{Group}){{{before - 1}}}";
            var after = 7 - before;
            forms.Add($"{head}::{(after == 0 ? "" : $"(?:{Group}(?::{Group}){{0,{after - 1}}})?")}");
            if (after >= 2) forms.Add($"{head}::(?:{Group}:){{0,{after - 2}}}{Ipv4}");
        }
        return string.Join('|', forms);
    }
}
