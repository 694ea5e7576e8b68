using YamlDotNet.Core;

namespace Pipelines.Spec.Yaml;

/// <summary>Says what a person can do about a text that breaks YAML's grammar.</summary>
internal static class YamlFault
{
    /// <summary>One sentence for <paramref name="fault"/> in <paramref name="text"/>.</summary>
    public static string Message(YamlException fault, string text)
    {
        var reason = Reason(fault.Message);
        var line = Line(text, (int)fault.Start.Line);
        if (line.Substring(0, line.Length - line.TrimStart().Length).Contains('\t'))
            return $"a tab indents this line; YAML indents with spaces ({reason})";
        return $"the YAML cannot be read from here: {reason}";
    }

    /// <summary>The parser's sentence without the position that it may begin with, and without its capital and full stop.</summary>
    private static string Reason(string message)
    {
        var close = message.IndexOf("): ", StringComparison.Ordinal);
        var sentence = (message.StartsWith("(Line:", StringComparison.Ordinal) && close >= 0 ? message.Substring(close + 3) : message).TrimEnd('.');
        return sentence.Length == 0 ? "it breaks off" : char.ToLowerInvariant(sentence[0]) + sentence.Substring(1);
    }

    private static string Line(string text, int number)
    {
        using var reader = new StringReader(text);
        for (var i = 1; i < number; i++) reader.ReadLine();
        return reader.ReadLine() ?? "";
    }
}
