using Pipelines.Generators.Verifiers;
using Pipelines.Spec;

namespace Pipelines.Generators.Emission.Stages;

/// <summary>
/// What of the project's own a pipeline names: blocks, by which the program reads the YAML again, verifiers, and what the code of both is.
/// </summary>
internal static class OwnClasses
{
    /// <summary>Writes the call of the base constructor.</summary>
    public static void Write(SourceWriter constructor, PipelineUnit unit) => constructor.Indented(initializer =>
    {
        initializer.Write($": base(Yaml, {Literals.Text(unit.Path)},");
        if (unit.Blocks.Count > 0)
        {
            initializer.Write("[").Indented(list => list.List(unit.Blocks.Select(Block), ","));
            initializer.Write("],");
        }
        if (unit.Verifiers.Count > 0)
        {
            initializer.Write("verifiers: new Dictionary<string, Func<IVerifier>>").Write("{");
            initializer.Indented(list => list.List(unit.Verifiers.Select(Verifier), ","));
            initializer.Write("},");
        }
        initializer.Write("code: new()").Write("{");
        initializer.Indented(list =>
        {
            if (unit.Blocks.Count > 0) list.Write($"Blocks = {{ {Code(unit, unit.Blocks.Select(block => (block.Name, block.Class)))} }},");
            if (unit.Verifiers.Count > 0)
                list.Write($"Verifiers = {{ {Code(unit, unit.Verifiers.Select(verifier => (verifier.Name, verifier.Class)))} }},");
        });
        initializer.Write("})");
    });

    private static string Code(PipelineUnit unit, IEnumerable<(string Name, string Class)> declared) => string.Join(", ", declared.Select(
        each => $"[{Literals.Text(each.Name)}] = {Literals.Text(unit.Code.First(code => code.Class == each.Class).Hash)}"));

    private static string Block(BlockDeclaration block)
    {
        var parameters = block.Parameters.Select(parameter =>
            $"new({Literals.Text(parameter.Key)}, {Literals.Text(parameter.Name)}, {Literals.Text(parameter.Type)}, "
            + $"{(parameter.Default is { } value ? Literals.Text(value) : "null")})");
        return $"""
            new(
                {Literals.Text(block.Name)}, {Literals.Text(block.Class)}, Mixes: {(block.Mixes ? "true" : "false")},
                new([{string.Join(", ", parameters)}]),
                Rule: {Literals.Text(block.Rule)}, Weights: {Literals.Text(block.Weights)})
            """;
    }

    private static string Verifier(VerifierDeclaration verifier) =>
        $"[{Literals.Text(verifier.Name)}] = static () => new global::{verifier.Class}()";
}
