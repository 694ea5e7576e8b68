using Pipelines.Spec;

namespace Pipelines.Training;

/// <summary>What distillation minimises for each token: (1 − w)·D + w·(−log q(token)).</summary>
/// <param name="Divergence">which way around D is taken</param>
/// <param name="Temperature">divides both models' logits in D</param>
/// <param name="HardWeight">w in [0, 1]: the weight of the data's own cross-entropy</param>
public sealed record DistillationLoss(Divergence Divergence, double Temperature = 1, double HardWeight = 0);
