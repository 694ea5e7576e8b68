using Pipelines.Runtime.Artifacts;
using Pipelines.Runtime.Graph;

namespace Pipelines.Runtime.Stages;

/// <summary><c>kind: evaluate</c>: how well a checkpoint predicts held-out documents, beside its baselines.</summary>
public sealed class EvaluateStage<TModel>(Pipeline pipeline, string name, Stage<Checkpoint<TModel>> from)
    : Stage<Report>(pipeline, name, from) where TModel : class;
