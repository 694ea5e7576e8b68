using Pipelines.Modules;
using Pipelines.Spec;

namespace Pipelines.Runtime.Serving;

/// <summary>A smaller model that proposes tokens to a served one.</summary>
/// <param name="Spec">what the model is</param>
/// <param name="Model">the model</param>
public sealed record HostedDraft(ModelSpec Spec, Decoder Model);
