using Pipelines.Modules;
using static TorchSharp.torch;

namespace Pipelines.Training;

/// <summary>
/// What PPO trains: the policy's weights, or an adapter beside them, and the head of the value function over the policy's own trunk. The
/// parts stay the caller's: it is not to be disposed.
/// </summary>
public sealed class PolicyWithValue : nn.Module
{
    /// <param name="policy">the model, or the adapter beside it</param>
    /// <param name="head">the value function</param>
    public PolicyWithValue(nn.Module policy, ScalarHead head)
        : base(nameof(PolicyWithValue))
    {
        this.Register("policy", policy);
        this.Register("value", head);
    }

    /// <inheritdoc/>
    protected override void RegisterComponents()
    {
    }
}
