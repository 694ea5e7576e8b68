namespace Pipelines.Modules;

/// <summary>
/// A part that must not run twice in a training step, because its first run says something beside its result: the loads and auxiliary
/// losses of experts. A block that has one keeps its activations whatever <see cref="LanguageModel.Recompute"/> says.
/// </summary>
public interface ISingleRun;
