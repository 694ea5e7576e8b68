using System.Text;
using Pipelines.Generators.Emission.Models;
using Pipelines.Generators.Naming;
using Pipelines.Generators.Reading;
using Pipelines.Spec;

namespace Pipelines.Generators.Attributes;

/// <summary>What a class with <c>[Model]</c> comes to.</summary>
/// <param name="Unit">the class to emit, or null where something is wrong</param>
/// <param name="Findings">what is wrong, at the arguments of the attribute</param>
internal sealed record ModelReading(ModelUnit? Unit, EquatableArray<SpecDiagnostic> Findings)
{
    /// <summary>
    /// Reads the settings as the YAML that they stand for, one a line, so that they pass the same rules; what is found on a line belongs
    /// to the argument that wrote it.
    /// </summary>
    public static ModelReading Of(ModelDeclaration declaration, EquatableArray<BlockDeclaration> blocks, CancellationToken cancel)
    {
        try
        {
            cancel.ThrowIfCancellationRequested();
            if (declaration.Obstacle is { } obstacle)
                return Failed(Rules.ModelDeclaration.At(declaration.Position, $"{declaration.ClassName} {obstacle}"));
            if (EmittedNames.Has(declaration.ClassName))
            {
                var name = declaration.ClassName;
                var message = $"emitted code uses the name {name} for something else; '{name}Model' would do";
                return Failed(Rules.NameCollision.At(declaration.Position, message));
            }

            var lines = new List<(string Text, SourcePosition Position)>
            {
                ("pipeline: attributes", declaration.Position),
                ("models:", declaration.Position),
                ($"  {declaration.ClassName}:", declaration.Position),
            };
            var settings = new SettingTree(declaration.Position);
            foreach (var setting in declaration.Settings) settings.Add(setting.Path, setting.Value, setting.Position);
            settings.Write(lines, indent: 4);
            if (declaration.Layers.Count > 0) lines.Add(("    layers:", declaration.Position));
            foreach (var layer in declaration.Layers)
            {
                var item = new SettingTree(layer.Position);
                foreach (var setting in layer.Settings) item.Add(setting.Path, setting.Value, setting.Position);
                item.Write(lines, indent: 8, start: "      - ");
            }
            var yaml = new StringBuilder();
            foreach (var (line, _) in lines) yaml.Append(line).Append('\n');

            var result = PipelineReader.Read(declaration.Position.Path, yaml.ToString(), new ReadOptions { Blocks = blocks });
            var findings = result.Diagnostics.Select(finding => finding with
            {
                Position = lines[Math.Min(finding.Position.Line, lines.Count) - 1].Position,
            });
            return new(result.Spec is { } spec ? UnitOf(declaration, spec.Models[0]) : null, new(findings));
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            return Failed(Rules.GeneratorFault.At(declaration.Position, $"{fault.GetType().Name}: {fault.Message}"));
        }
    }

    private static ModelUnit UnitOf(ModelDeclaration declaration, ModelSpec model) => new(
        declaration.Namespace, declaration.Accessibility, declaration.ClassName, FilePath.Name(declaration.Position.Path), model);

    private static ModelReading Failed(SpecDiagnostic finding) => new(null, new([finding]));
}
