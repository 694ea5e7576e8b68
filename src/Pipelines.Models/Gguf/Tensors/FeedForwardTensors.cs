using Pipelines.Spec;

namespace Pipelines.Models;

/// <summary>The tensors of what works on channels.</summary>
internal static class FeedForwardTensors
{
    /// <param name="feedForward">the feed-forward</param>
    /// <param name="file">before the file's names: <c>blk.0.</c></param>
    /// <param name="ours">before the parameters' names: <c>model.layers.0.mlp.</c></param>
    /// <param name="names">what the family calls its modules</param>
    /// <exception cref="NotSupportedException">no file has a place for such a feed-forward</exception>
    public static IEnumerable<TensorPlace> Of(FeedForwardSpec feedForward, string file, string ours, CheckpointNames names) =>
        feedForward switch
        {
            NoFeedForward => [],
            SwiGluSpec when names.Form == BlockForm.Phi3 =>
                [new($"{file}ffn_up.weight", $"{ours}gate_up_proj.weight"), new($"{file}ffn_down.weight", $"{ours}down_proj.weight")],
            SwiGluSpec swiglu => Gated(swiglu.Bias, file, ours),
            GeGluSpec geglu => Gated(geglu.Bias, file, ours),
            MlpSpec when names.Form == BlockForm.Gpt2 => Gpt2(file, ours),
            MlpSpec mlp => [.. Projection(mlp.Bias, "up", file, ours), .. Projection(mlp.Bias, "down", file, ours)],
            MoeSpec moe => Experts(moe, file, ours, names.Experts),
            _ => throw new NotSupportedException($"no GGUF file has a place for the feed-forward {feedForward.Word}"),
        };

    private static IEnumerable<TensorPlace> Gated(bool bias, string file, string ours) =>
        [.. Projection(bias, "gate", file, ours), .. Projection(bias, "up", file, ours), .. Projection(bias, "down", file, ours)];

    private static IEnumerable<TensorPlace> Projection(bool bias, string part, string file, string ours)
    {
        yield return new($"{file}ffn_{part}.weight", $"{ours}{part}_proj.weight");
        if (bias) yield return new($"{file}ffn_{part}.bias", $"{ours}{part}_proj.bias");
    }

    private static TensorPlace[] Gpt2(string file, string ours) =>
    [
        new($"{file}ffn_up.weight", [$"{ours}c_fc.weight"], TensorForm.Turned),
        new($"{file}ffn_up.bias", $"{ours}c_fc.bias"),
        new($"{file}ffn_down.weight", [$"{ours}c_proj.weight"], TensorForm.Turned),
        new($"{file}ffn_down.bias", $"{ours}c_proj.bias"),
    ];

    private static IEnumerable<TensorPlace> Experts(MoeSpec moe, string file, string ours, ExpertNames names)
    {
        yield return new($"{file}ffn_gate_inp.weight", $"{ours}{names.Router}.weight");
        if (moe.Bias) yield return new($"{file}ffn_gate_inp.bias", $"{ours}{names.Router}.bias");
        if (moe.BalanceRate > 0) yield return new($"{file}exp_probs_b.bias", $"{ours}{names.Router}.e_score_correction_bias");
        foreach (var (part, field) in new[] { ("gate", names.Gate), ("up", names.Up), ("down", names.Down) })
        {
            yield return Stack("weight");
            if (moe.Bias) yield return Stack("bias");

            TensorPlace Stack(string kind) => new(
                $"{file}ffn_{part}_exps.{kind}",
                [.. Enumerable.Range(0, moe.Experts).Select(expert => $"{ours}experts.{expert}.{field}.{kind}")], TensorForm.AsItIs)
            {
                IsStacked = true,
            };
        }
        if (moe.SharedHidden == 0) yield break;
        foreach (var part in new[] { "gate", "up", "down" })
            yield return new($"{file}ffn_{part}_shexp.weight", $"{ours}shared_experts.{part}_proj.weight");
    }
}
