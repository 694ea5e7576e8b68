using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Pipelines.Sandbox;

/// <summary>Compiles answers with their tests, and refuses what names anything that answers may not use. Runs nothing of it.</summary>
internal sealed class AnswerCompiler
{
    private static readonly string[] Assemblies =
    [
        "System.Private.CoreLib", "System.Runtime", "System.Collections", "System.Collections.Immutable", "System.Console", "System.Linq",
        "System.Memory", "System.Runtime.Numerics", "System.Text.RegularExpressions",
    ];

    private static readonly CSharpCompilationOptions Options = new(
        OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release,
        nullableContextOptions: NullableContextOptions.Annotations,
        concurrentBuild: false, deterministic: true);

    private readonly ImmutableArray<MetadataReference> references =
    [
        .. Assemblies.Select(name => MetadataReference.CreateFromFile(
            Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, name + ".dll"))),
    ];

    /// <summary>
    /// Answers <c>{ answer, tests: […] }</c> with <c>{ assembly, failed: { index: reason } }</c>, in base 64 and with the tests that the
    /// answer does
    /// not compile with, or with <c>{ refused }</c>, a reason.
    /// </summary>
    public void Answer(JsonElement request, Utf8JsonWriter reply)
    {
        var answer = AnswerSource.Answer(request.GetProperty("answer").GetString()!, out var types);
        var tests = request.GetProperty("tests").EnumerateArray().Select(test => test.GetString()).ToArray();
        var failed = new SortedDictionary<int, string>();
        while (true)
        {
            using var assembly = new MemoryStream();
            var compilation = CSharpCompilation.Create(
                "Answer", [Tree(answer, "answer.cs"), Tree(AnswerSource.Tests(tests, types), "tests.cs")], references, Options);
            var result = compilation.Emit(assembly);
            if (result.Success)
            {
                Write(reply, assembly.ToArray(), failed);
                return;
            }
            var errors = result.Diagnostics.Where(found => found.Severity == DiagnosticSeverity.Error).ToArray();
            var own = errors.FirstOrDefault(error => error.Location.SourceTree?.FilePath == "answer.cs");
            var misfits = errors.Select(error => (error, Place: error.Location.GetMappedLineSpan()))
                .Where(found => found.Place.Path == "tests" && tests[found.Place.StartLinePosition.Line] is not null)
                .ToLookup(found => found.Place.StartLinePosition.Line, found => found.error);
            // What is wrong with the answer itself makes its tests wrong, too.
            if (misfits.Count == 0 || own is not null)
            {
                reply.WriteString("refused", Message(own ?? errors[0]));
                return;
            }
            foreach (var test in misfits)
            {
                failed[test.Key] = test.First().GetMessage();
                tests[test.Key] = null;
            }
        }
    }

    private static SyntaxTree Tree(string text, string path) => CSharpSyntaxTree.ParseText(text, AnswerSource.Options, path);

    private static string Message(Diagnostic error)
    {
        var place = error.Location.GetMappedLineSpan();
        var line = place.Path == AnswerSource.AnswerFile ? $"line {place.StartLinePosition.Line + 1}: " : "";
        return $"does not compile: {line}{error.GetMessage()}";
    }

    private static void Write(Utf8JsonWriter reply, byte[] assembly, SortedDictionary<int, string> failed)
    {
        if (AssemblyInspection.Forbidden(assembly) is { } forbidden)
        {
            reply.WriteString("refused", forbidden);
            return;
        }
        reply.WriteBase64String("assembly", assembly);
        reply.WriteStartObject("failed");
        foreach (var (test, reason) in failed) reply.WriteString(test.ToString(), reason);
        reply.WriteEndObject();
    }
}
