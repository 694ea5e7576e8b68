using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Pipelines.Sandbox;

/// <summary>
/// Makes compilation units of an answer and of its tests. Types of the answer stay where they are; methods and fields outside of any type
/// become
/// members of one class, and each test a method of that class, so that tests name everything as the answer does.
/// </summary>
internal static class AnswerSource
{
    /// <summary>The type whose static method <see cref="AllTests"/> gives the tests.</summary>
    public const string TestsType = "TestsOfTheAnswer";

    /// <summary>Gives the tests as <c>Func&lt;bool&gt;[]</c>.</summary>
    public const string AllTests = "All";

    /// <summary>The name of the answer in messages.</summary>
    public const string AnswerFile = "answer";

    private const string Wrapper = "AnswerWithTests";

    private const string Usings = "using System; using System.Collections.Generic; using System.Linq; using System.Text; "
        + "using System.Globalization; using System.Numerics;\n";

    public static readonly CSharpParseOptions Options = new(LanguageVersion.Latest);

    /// <summary>The answer with its loose members in one class.</summary>
    /// <param name="answer">what was written</param>
    /// <param name="types">the names of its classes and structs outside of namespaces</param>
    public static string Answer(string answer, out IReadOnlyList<string> types)
    {
        var text = SourceText.From(answer);
        var root = CSharpSyntaxTree.ParseText(text, Options).GetCompilationUnitRoot();
        var own = root.Members.ToLookup(
            member => member is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax or BaseNamespaceDeclarationSyntax);
        types =
        [
            .. own[true].OfType<TypeDeclarationSyntax>().Where(type => type.TypeParameterList is null).Select(type => type.Identifier.Text),
        ];
        return Usings + string.Concat(root.Usings.Select(directive => directive.ToString() + "\n"))
            + string.Concat(own[true].Where(member => member is not FileScopedNamespaceDeclarationSyntax).Select(Placed))
            + $"public partial class {Wrapper} {{\n{string.Concat(own[false].Select(Placed))}\n}}\n";

        string Placed(MemberDeclarationSyntax member) =>
            $"#line {text.Lines.GetLinePosition(member.FullSpan.Start).Line + 1} \"{AnswerFile}\"\n"
            + $"{member.ToFullString()}\n#line default\n";
    }

    /// <summary>The tests as methods.</summary>
    /// <param name="tests">boolean expressions over the members of the answer; null for one that is known to fail</param>
    /// <param name="types">types whose static members are named without them</param>
    public static string Tests(IReadOnlyList<string?> tests, IReadOnlyList<string> types)
    {
        var methods = tests.Select((test, i) =>
            $"internal bool Test{i}() =>\n#line {i + 1} \"tests\"\n{test ?? "false"}\n#line default\n;\n");
        var calls = tests.Select((_, i) => $"() => new {Wrapper}().Test{i}()");
        return $$"""
            {{Usings}}{{string.Concat(types.Select(type => $"using static {type};\n"))}}
            public partial class {{Wrapper}} {
            {{string.Concat(methods)}}
            static bool Throws<TException>(Func<object?> call) where TException : Exception {
                try { call(); return false; } catch (TException) { return true; }
            }
            }
            public static class {{TestsType}} {
                public static Func<bool>[] {{AllTests}}() => new Func<bool>[] { {{string.Join(", ", calls)}} };
            }
            """;
    }
}
