using Pipelines.Runtime.Artifacts;
using Pipelines.Runtime.Fingerprints;
using Pipelines.Spec;

namespace Pipelines.Runtime.Graph;

/// <summary>A function from artifacts to one artifact, known by its name under <c>stages:</c>.</summary>
public abstract class Stage
{
    private protected Stage(Pipeline pipeline, string name, params Stage[] inputs)
    {
        Name = name;
        Inputs = inputs;
        pipeline.Add(this);
    }

    /// <summary>Its name under <c>stages:</c>.</summary>
    public string Name { get; }

    /// <summary>The stages whose artifacts it reads.</summary>
    public IReadOnlyList<Stage> Inputs { get; }

    /// <summary>The word that <c>kind:</c> takes, or one for all words that it may take: part of its fingerprint.</summary>
    public abstract string Kind { get; }

    /// <summary>The word that <c>kind:</c> takes in a file.</summary>
    internal virtual string KindIn(PipelineSpec spec) => Kind;

    /// <summary>Counts up whenever the stage makes something else from the same settings: then nothing older is reused.</summary>
    internal abstract int Version { get; }

    /// <summary>The model that its artifact is of or about, by name; that of its inputs unless it has one of its own.</summary>
    internal virtual ModelHandle? Model => Inputs.Select(input => input.Model).FirstOrDefault(model => model is not null);

    /// <summary>The stage whose tokenizer its artifact is made with; its artifact has a <c>tokenizer.json</c>.</summary>
    internal virtual Stage? Tokenizer =>
        Inputs.Select(input => input.Tokenizer).FirstOrDefault(tokenizer => tokenizer is not null);

    /// <summary>The data sources that its artifact comes from, by name; those of its inputs unless it has some of its own.</summary>
    internal virtual IReadOnlyList<string> Data(PipelineSpec spec) =>
        Inputs.Select(input => input.Data(spec)).FirstOrDefault(data => data.Count > 0) ?? [];

    /// <summary>Whether it reads that data itself, so that its content is part of the fingerprint.</summary>
    internal virtual bool ReadsData => true;

    /// <summary>The folder outside of the project's own that it reads, relative to the pipeline's file; null when there is none.</summary>
    internal virtual string? Folder(PipelineSpec spec) => null;

    /// <summary>Files that it reads beside its data, relative to the pipeline's file: their content is part of the fingerprint.</summary>
    internal virtual IEnumerable<string> Files(PipelineSpec spec) => [];

    /// <summary>Whether it computes with tensors, and so needs a device.</summary>
    internal virtual bool UsesTensors => true;

    /// <summary>Adds its own settings; those of its model and data are added for it.</summary>
    internal abstract void Describe(Settings settings, PipelineSpec spec);

    /// <summary>What it will take, as far as that is known beforehand.</summary>
    internal abstract StageCost Cost(PipelineSpec spec, Costing costing);

    /// <summary>Makes the artifact: writes its files to <see cref="StageContext.Output"/>.</summary>
    /// <returns>the result in a line, for people</returns>
    internal abstract string Run(StageContext context);

    /// <summary>What a person who asks for a stage that is done wants to see, or null.</summary>
    internal virtual string? Show(string folder) => null;

    private protected TSpec SpecIn<TSpec>(PipelineSpec spec) where TSpec : StageSpec =>
        spec.Stages.FirstOrDefault(stage => stage.Name == Name) as TSpec
            ?? throw new PipelineException($"stage '{Name}' is of another kind than was compiled: rebuild it with dotnet build");
}

/// <summary>A stage by what it makes.</summary>
/// <typeparam name="TArtifact">what it makes</typeparam>
public abstract class Stage<TArtifact> : Stage, IStage<TArtifact> where TArtifact : Artifact
{
    private protected Stage(Pipeline pipeline, string name, params Stage[] inputs) : base(pipeline, name, inputs)
    {
    }

    /// <summary>The artifact in a folder where it is complete.</summary>
    /// <param name="folder">where it lies</param>
    /// <param name="artifacts">those of the stages before</param>
    internal abstract TArtifact Open(string folder, StageArtifacts artifacts);

    Stage IStage<TArtifact>.Stage => this;

    TArtifact IStage<TArtifact>.Open(string folder, StageArtifacts artifacts) => Open(folder, artifacts);
}
