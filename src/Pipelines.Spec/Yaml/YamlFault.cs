using System.Text.RegularExpressions;
using YamlDotNet.Core;

namespace Pipelines.Spec.Yaml;

/// <summary>Says what a person can do about a text that breaks YAML's grammar.</summary>
internal static class YamlFault
{
    /// <summary>What the parser says, and what a person can do about it.</summary>
    private static readonly (string Said, string Meant)[] Reasons =
    [
        ("invalid mapping", "a ':' stands where no map can begin; indent the line like its neighbours, or put the text in quotes"),
        ("quoted scalar, found unexpected end", "the quote that opens here does not close"),
        ("did not find expected key", "a key is expected here, indented like its neighbours"),
        ("cannot start any token", "no value begins with this character; put the text in quotes"),
    ];

    private static readonly Regex TabbedLine = new(@"^[ ]*\t[ \t]*\S", RegexOptions.Multiline | RegexOptions.CultureInvariant);

    /// <summary>What is wrong at <paramref name="fault"/> in <paramref name="text"/>.</summary>
    /// <param name="open">the innermost list or map in brackets that is open there</param>
    public static SpecDiagnostic Diagnostic(string path, string text, YamlException fault, SourcePosition? open)
    {
        if (fault.Message.Contains("tab") && TabbedLine.Match(text) is { Success: true } tabbed)
        {
            var tab = text.IndexOf('\t', tabbed.Index);
            return Rules.Syntax.At(PlainText.Character(path, text, tab), "a tab indents this line; YAML indents with spaces");
        }
        var end = text.TrimEnd().Length;
        if (open is not null && (fault.Start.Index >= end || fault.Message.Contains("did not find expected ','")))
            return Unclosed(text, open);

        // At the end of the text the parser stands on a line that is not there.
        var at = fault.Start.Index < end ? Position(path, fault, text) : PlainText.Character(path, text, Math.Max(0, end - 1));
        return Rules.Syntax.At(at, Reason(fault.Message));
    }

    /// <summary>A bracket that opens and does not close.</summary>
    /// <param name="collection">where its list or map begins, which may be an anchor before it</param>
    public static SpecDiagnostic Unclosed(string text, SourcePosition collection)
    {
        var bracket = text.IndexOfAny(['[', '{'], collection.Start);
        var closing = text[bracket] == '[' ? ']' : '}';
        return Rules.Syntax.At(
            PlainText.Character(collection.Path, text, bracket),
            $"the '{text[bracket]}' that opens here has no '{closing}' where one is needed");
    }

    private static SourcePosition Position(string path, YamlException fault, string text)
    {
        var end = (int)Math.Min(Math.Max(fault.End.Index, fault.Start.Index), text.Length);
        return new(
            path, (int)fault.Start.Line, (int)fault.Start.Column, (int)fault.End.Line, (int)fault.End.Column,
            (int)fault.Start.Index, end - (int)fault.Start.Index);
    }

    /// <summary>What a person can do, or the parser's own sentence where that is not known.</summary>
    private static string Reason(string message)
    {
        foreach (var (said, meant) in Reasons)
            if (message.Contains(said)) return meant;
        var sentence = message.Length == 0 ? "it breaks off" : char.ToLowerInvariant(message[0]) + message.Substring(1).TrimEnd('.');
        return $"the YAML cannot be read from here: {sentence}";
    }
}
