using System.Globalization;
using Microsoft.CodeAnalysis.CSharp;
using Pipelines.Spec;

namespace Pipelines.Generators.Naming;

/// <summary>C# names beside those of <see cref="CSharpName"/>: namespaces, variables, the pipeline's class.</summary>
internal static class CSharpNames
{
    /// <summary>The class of the pipeline <paramref name="name"/>: <c>quickstart</c> is <c>QuickstartPipeline</c>.</summary>
    public static string Pipeline(string name) => CSharpName.Of(name) + "Pipeline";

    /// <summary>A namespace out of MSBuild's <c>RootNamespace</c>, which may hold what C# does not take: <c>my-2nd.Model</c>.</summary>
    public static string Namespace(string name) => string.Join(".", name.Split('.').Where(part => part.Length > 0).Select(Identifier));

    /// <summary><see cref="CSharpName.Of"/> with a small first letter, escaped where it is a keyword.</summary>
    public static string Camel(string name)
    {
        var pascal = CSharpName.Of(name);
        var camel = char.ToLowerInvariant(pascal[0]) + pascal.Substring(1);
        return Escape(camel);
    }

    private static string Identifier(string text)
    {
        var letters = new string(text.Select(letter => IsPart(letter) || letter == '_' ? letter : '_').ToArray());
        return Escape(char.IsDigit(letters[0]) ? "_" + letters : letters);
    }

    /// <summary>An identifier, escaped where it is a keyword.</summary>
    public static string Escape(string identifier) =>
        SyntaxFacts.GetKeywordKind(identifier) == SyntaxKind.None ? identifier : "@" + identifier;

    private static bool IsPart(char letter) => char.GetUnicodeCategory(letter)
        is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
        or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.DecimalDigitNumber;
}
