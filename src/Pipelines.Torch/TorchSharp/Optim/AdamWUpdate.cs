using Pipelines.Torch;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

/// <summary>One AdamW step over many parameters at once: the fused kernel where it takes them, else a few list operations.</summary>
internal sealed class AdamWUpdate(double lr, double beta1, double beta2, double eps, double decay, bool amsgrad)
{
    private static readonly Op Fused = Op.Get("pipelines", "adamw_");
    private static readonly Op MulScalar = Op.Get("aten", "_foreach_mul_", "Scalar");
    private static readonly Op AddList = Op.Get("aten", "_foreach_add_", "List");
    private static readonly Op AddScalar = Op.Get("aten", "_foreach_add_", "Scalar");
    private static readonly Op AddCMul = Op.Get("aten", "_foreach_addcmul_", "Scalar");
    private static readonly Op AddCDiv = Op.Get("aten", "_foreach_addcdiv_", "Scalar");
    private static readonly Op DivScalar = Op.Get("aten", "_foreach_div_", "Scalar");
    private static readonly Op Sqrt = Op.Get("aten", "_foreach_sqrt");

    private readonly Dictionary<long, Batch> batches = [];

    /// <summary>Takes in a parameter whose state already counts this step.</summary>
    public void Add(Tensor parameter, Tensor gradient, AdamW.State state)
    {
        if (!batches.TryGetValue(state.step, out var batch)) batches[state.step] = batch = new Batch();
        batch.Parameters.Add(parameter);
        batch.Gradients.Add(gradient);
        batch.Means.Add(state.exp_avg);
        batch.Squares.Add(state.exp_avg_sq);
        batch.States.Add(state);
    }

    /// <summary>Updates the parameters in place.</summary>
    public void Apply()
    {
        foreach (var (step, batch) in batches)
        {
            var (p, g, m, v) = (Arg.Of(batch.Parameters), Arg.Of(batch.Gradients), Arg.Of(batch.Means), Arg.Of(batch.Squares));
            if (!amsgrad && Fused.Exists && batch.Parameters.All(Fits)) Fused.RunNoGrad(p, g, m, v, step, lr, beta1, beta2, eps, decay);
            else Unfused(step, batch, p, g, m, v);
        }
    }

    private void Unfused(long step, Batch batch, Arg p, Arg g, Arg m, Arg v)
    {
        MulScalar.RunNoGrad(p, 1 - lr * decay);
        MulScalar.RunNoGrad(m, beta1);
        AddList.RunNoGrad(m, g, 1 - beta1);
        MulScalar.RunNoGrad(v, beta2);
        AddCMul.RunNoGrad(v, g, g, 1 - beta2);
        var roots = Sqrt.CallMany(amsgrad ? Arg.Of(batch.States.Select(Largest)) : v);
        DivScalar.RunNoGrad(roots, Math.Sqrt(1 - Math.Pow(beta2, step)));
        AddScalar.RunNoGrad(roots, eps);
        AddCDiv.RunNoGrad(p, m, roots, -lr / (1 - Math.Pow(beta1, step)));
        foreach (var root in roots) root.Dispose();
    }

    private static Tensor Largest(AdamW.State state)
    {
        using var now = maximum(state.max_exp_avg_sq!, state.exp_avg_sq);
        return state.max_exp_avg_sq!.copy_(now);
    }

    private static bool Fits(Tensor parameter) =>
        parameter.dtype == ScalarType.Float32 && parameter.device_type == DeviceType.CPU && parameter.is_contiguous();

    private sealed class Batch
    {
        public readonly List<Tensor> Parameters = [], Gradients = [], Means = [], Squares = [];
        public readonly List<AdamW.State> States = [];
    }
}
