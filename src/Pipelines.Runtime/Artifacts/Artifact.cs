namespace Pipelines.Runtime.Artifacts;

/// <summary>What a stage made: a folder of files that are complete, checked and never change.</summary>
/// <param name="Folder">absolute path</param>
public abstract record Artifact(string Folder);

/// <summary>A trained tokenizer: <c>tokenizer.json</c>.</summary>
public sealed record TokenizerArtifact(string Folder) : Artifact(Folder);

/// <summary>A model's weights with what is needed to use them: <c>model.safetensors</c>, <c>tokenizer.json</c>.</summary>
/// <typeparam name="TModel">the model's class</typeparam>
public sealed record Checkpoint<TModel>(string Folder) : Artifact(Folder) where TModel : class;

/// <summary>Findings for people and machines: <c>report.md</c>, <c>report.json</c>.</summary>
public sealed record Report(string Folder) : Artifact(Folder);
