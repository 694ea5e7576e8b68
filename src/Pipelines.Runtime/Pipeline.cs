using System.Collections.ObjectModel;
using Pipelines.Runtime.Commands;
using Pipelines.Runtime.Fingerprints;
using Pipelines.Runtime.Graph;
using Pipelines.Runtime.Terminal;
using Pipelines.Spec;
using Pipelines.Verification;

namespace Pipelines.Runtime;

/// <summary>
/// A pipeline program: the stages of one pipeline file, typed. The build emits a class of this kind for each
/// <c>*.pipeline.yaml</c>:
/// <code>
/// public sealed partial class QuickstartPipeline : Pipeline
/// {
///     public Stage&lt;TokenizerArtifact&gt; Tokenizer { get; }
///     public Stage&lt;Checkpoint&lt;DocsLm&gt;&gt; Pretrain { get; }
///     public Stage&lt;Report&gt; Evaluate { get; }
///     public Stage&lt;Report&gt; Generate { get; }
///
///     public QuickstartPipeline() : base(Yaml, "quickstart.pipeline.yaml")
///     {
///         var docsLm = new ModelHandle&lt;DocsLm&gt;(
///             this, "docs-lm", "…", (spec, vocab, device) => new DocsLm(DocsLm.Options.From(spec, vocab), device));
///         Tokenizer = new BpeStage(this, "tokenizer");
///         Pretrain = new PretrainStage&lt;DocsLm&gt;(this, "pretrain", docsLm, Tokenizer);
///         Evaluate = new EvaluateStage(this, "evaluate", [Pretrain], []);
///         Generate = new GenerateStage&lt;DocsLm&gt;(this, "generate", Pretrain);
///     }
///
///     public static Task&lt;int&gt; RunAsync(string[] args) => RunAsync(new QuickstartPipeline(), args);
/// }
/// </code>
/// The base class has no other accessible member, so a stage may have any name but <c>run-async</c> and those of
/// <see cref="object"/>'s members.
/// </summary>
public abstract class Pipeline
{
    private readonly List<Stage> stages = [];
    private readonly List<ModelHandle> models = [];

    /// <summary>Starts an empty pipeline; stages and models add themselves as they are made.</summary>
    /// <param name="yaml">the pipeline file as the build read it: <c>extends</c> and anchors resolved</param>
    /// <param name="path">its path relative to the project's folder, for messages and for relative data paths</param>
    /// <param name="blocks">the blocks of the project's own that the file names</param>
    /// <param name="verifiers">makes the verifiers of the project's own, by the names that rewards have for them</param>
    /// <param name="code">what these blocks and verifiers do, as hashes: part of the names of what they make</param>
    protected Pipeline(
        string yaml,
        string path = "pipeline.yaml",
        IReadOnlyList<BlockDeclaration>? blocks = null,
        IReadOnlyDictionary<string, Func<IVerifier>>? verifiers = null,
        OwnCode? code = null)
    {
        Blocks = new(blocks ?? []);
        Verifiers = verifiers ?? ReadOnlyDictionary<string, Func<IVerifier>>.Empty;
        Code = code ?? new OwnCode();
        SourceText = yaml;
        SourcePath = path;
    }

    internal string SourceText { get; }

    internal string SourcePath { get; }

    internal EquatableArray<BlockDeclaration> Blocks { get; }

    internal IReadOnlyDictionary<string, Func<IVerifier>> Verifiers { get; }

    internal OwnCode Code { get; }

    internal IReadOnlyList<Stage> Stages => stages;

    internal IReadOnlyList<ModelHandle> Models => models;

    internal void Add(Stage stage) => stages.Add(stage);

    internal void Add(ModelHandle model) => models.Add(model);

    /// <summary>Does what the command line says: the whole of a pipeline program.</summary>
    /// <returns>0 when all went well, 1 when something failed, 2 when the command line is wrong, 130 after Ctrl-C</returns>
    protected static Task<int> RunAsync(Pipeline pipeline, string[] args) =>
        new PipelineProgram(pipeline, Workspace.OfProgram(), ProgramOutput.OfConsole()).RunAsync(args);
}
