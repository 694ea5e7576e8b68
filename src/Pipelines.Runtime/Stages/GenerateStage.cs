using Pipelines.Runtime.Artifacts;
using Pipelines.Runtime.Graph;

namespace Pipelines.Runtime.Stages;

/// <summary><c>kind: generate</c>: continues prompts with a checkpoint.</summary>
public sealed class GenerateStage<TModel>(Pipeline pipeline, string name, Stage<Checkpoint<TModel>> from)
    : Stage<Report>(pipeline, name, from) where TModel : class;
