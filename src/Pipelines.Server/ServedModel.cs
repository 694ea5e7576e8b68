using Pipelines.Models;
using Pipelines.Spec;

namespace Pipelines.Server;

/// <summary>A model behind the server's endpoints.</summary>
/// <param name="Name">what clients call it</param>
/// <param name="Text">how text becomes its tokens</param>
/// <param name="Defaults">how tokens are chosen where a request does not say</param>
/// <param name="Created">when it was made</param>
public sealed record ServedModel(string Name, ModelText Text, SamplingSpec Defaults, DateTimeOffset Created);
