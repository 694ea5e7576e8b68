using System.Security.Cryptography;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Pipelines.Generators.Code;

/// <summary>
/// What a class does as a short hash of the text that says so: its declaration, all partial parts of it, and those of the project's types
/// that it names or takes members of, its base classes among them, and so on from these. Comments, white space, the order of files and
/// types, and what stands in referenced assemblies are not part of it.
/// </summary>
internal static class CodeHash
{
    private const int Bytes = 8;

    /// <summary>The hash of <paramref name="type"/>, which <paramref name="compilation"/> declares: 16 lower-case digits.</summary>
    public static string Of(INamedTypeSymbol type, Compilation compilation, CancellationToken cancel)
    {
        var texts = new List<string>();
        var seen = new HashSet<INamedTypeSymbol>(SymbolEqualityComparer.Default) { type };
        var waiting = new Stack<INamedTypeSymbol>(seen);
        while (waiting.Count > 0)
        {
            var next = waiting.Pop();
            foreach (var part in next.DeclaringSyntaxReferences)
            {
                cancel.ThrowIfCancellationRequested();
                var declaration = part.GetSyntax(cancel);
                texts.Add($"{next.ToDisplayString()}\n{Text(declaration)}");
                foreach (var named in Named(declaration, compilation, cancel))
                    if (seen.Add(named)) waiting.Push(named);
            }
        }
        texts.Sort(StringComparer.Ordinal);
        using var sha = SHA256.Create();
        var hash = sha.ComputeHash(Encoding.UTF8.GetBytes(string.Join("\n", texts)));
        return BitConverter.ToString(hash, 0, Bytes).Replace("-", "").ToLowerInvariant();
    }

    /// <summary>A token a line; the indentation of a raw string is the file's, not the text's.</summary>
    private static string Text(SyntaxNode declaration)
    {
        var text = new StringBuilder();
        foreach (var token in declaration.DescendantTokens())
        {
            var written = token.IsKind(SyntaxKind.MultiLineRawStringLiteralToken) ? token.ValueText : token.Text;
            text.Append(written.Replace("\r\n", "\n")).Append('\n');
        }
        return text.ToString();
    }

    /// <summary>The project's types that a declaration names, and those whose members it names, such as extension methods.</summary>
    private static IEnumerable<INamedTypeSymbol> Named(SyntaxNode declaration, Compilation compilation, CancellationToken cancel)
    {
        var model = compilation.GetSemanticModel(declaration.SyntaxTree);
        return declaration.DescendantNodes().OfType<SimpleNameSyntax>()
            .Select(name => model.GetSymbolInfo(name, cancel).Symbol)
            .Select(symbol => (symbol as INamedTypeSymbol ?? symbol?.ContainingType)?.OriginalDefinition)
            .OfType<INamedTypeSymbol>()
            .Where(type => SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, compilation.Assembly));
    }
}
