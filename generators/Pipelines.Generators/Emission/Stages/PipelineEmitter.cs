using Pipelines.Generators.Naming;
using Pipelines.Spec;

namespace Pipelines.Generators.Emission.Stages;

/// <summary>Emits a pipeline's class: its typed stages, its entry point and the YAML that it reads again at run time.</summary>
internal static class PipelineEmitter
{
    /// <summary>The text of the class.</summary>
    public static string Emit(PipelineUnit unit)
    {
        var stages = StageOrder.Of(unit.Pipeline)
            .Select(stage => (stage.Name, Property: CSharpName.Of(stage.Name), Emitter: StageEmitter.Of(stage, unit.Pipeline)))
            .ToArray();
        var source = new SourceWriter();
        SourceHeader.Write(
            source,
            $"The pipeline {unit.Pipeline.Name} of {unit.Path}: its stages, typed. What they do is read from Yaml at run time.",
            unit.Namespace,
            [
                .. unit.Verifiers.Count == 0 ? [] : new[] { "System", "System.Collections.Generic" },
                "System.Threading.Tasks",
                "Pipelines.Runtime",
                "Pipelines.Runtime.Artifacts",
                "Pipelines.Runtime.Graph",
                "Pipelines.Runtime.Stages",
                .. unit.Verifiers.Count == 0 ? [] : new[] { "Pipelines.Verification" },
            ]);
        source.Write($"""
            /// <summary>
            /// The pipeline <b>{DocText.Escape(unit.Pipeline.Name)}</b>: what each stage reads and makes.
            /// <code>
            """);
        foreach (var line in StageDiagram.Lines(stages.Select(stage => (stage.Name, stage.Emitter)).ToArray()))
            source.Write("/// " + DocText.Escape(line));
        source.Write("""
            /// </code>
            /// </summary>
            """);
        source.Braces($"public sealed partial class {unit.ClassName} : Pipeline", body =>
        {
            foreach (var (_, property, emitter) in stages)
            {
                body.Write($$"""
                    /// <summary>{{DocText.Escape(emitter.Summary)}}</summary>
                    public Stage<{{emitter.Artifact}}> {{property}} { get; }

                    """);
            }
            body.Write("/// <summary>Builds the graph of stages; nothing runs yet.</summary>");
            var constructor = $"public {unit.ClassName}()";
            if (unit.Blocks.Count + unit.Verifiers.Count == 0) body.Write($"{constructor} : base(Yaml, {Literals.Text(unit.Path)})");
            else OwnClasses.Write(body.Write(constructor), unit);
            body.Braces(statements =>
            {
                foreach (var model in Used(unit.Pipeline)) statements.Write(Handle(model, unit));
                foreach (var (name, property, emitter) in stages)
                {
                    var arguments = string.Join(", ", new[] { "this", Literals.Text(name) }.Concat(emitter.Arguments));
                    statements.Write($"{property} = new {emitter.Class}({arguments});");
                }
            });
            body.Write($"""

                /// <summary>Does what the command line says: runs stages, or shows what would run.</summary>
                /// <param name="args">the arguments of the program</param>
                /// <returns>the exit code of the program</returns>
                public static Task<int> RunAsync(string[] args) => RunAsync(new {unit.ClassName}(), args);

                private const string Yaml =
                """).Indented(yaml => yaml.Write($"{Literals.Raw(unit.Yaml.TrimEnd('\n'))};"));
        });
        return source.ToString();
    }

    private static IEnumerable<ModelSpec> Used(PipelineSpec pipeline) =>
        pipeline.Models.Where(model => pipeline.Stages.Any(stage => stage.CheckpointOf == model.Name));

    private static string Handle(ModelSpec model, PipelineUnit unit)
    {
        var type = CSharpName.Of(model.Name);
        return $"""
            var {CSharpNames.Camel(model.Name)} = new ModelHandle<{type}>(
                this,
                {Literals.Text(model.Name)},
                {Literals.Text(Structure.Of(model))},
                static (spec, vocab, device) => new {type}({Expression(type, unit)}.Options.From(spec, vocab), device));
            """;
    }

    /// <summary>A model's class within an expression, where a stage's property of the same name would hide it.</summary>
    private static string Expression(string type, PipelineUnit unit) =>
        unit.Pipeline.Stages.All(stage => CSharpName.Of(stage.Name) != type) ? type
        : unit.Namespace.Length == 0 ? $"global::{type}"
        : $"global::{unit.Namespace}.{type}";
}
