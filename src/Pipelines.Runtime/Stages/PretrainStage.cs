using Pipelines.Runtime.Artifacts;
using Pipelines.Runtime.Graph;

namespace Pipelines.Runtime.Stages;

/// <summary><c>kind: pretrain</c>: trains a model from scratch on next tokens.</summary>
public sealed class PretrainStage<TModel>(Pipeline pipeline, string name, ModelHandle<TModel> model, Stage<TokenizerArtifact> tokenizer)
    : Stage<Checkpoint<TModel>>(pipeline, name, tokenizer) where TModel : class
{
    internal ModelHandle<TModel> Model { get; } = model;
}
