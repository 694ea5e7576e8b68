using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Pipelines.Torch;

/// <remarks>State-space layers compute in the type of A, which is wide.</remarks>
internal static partial class PlainOperations
{
    public static Tensor causal_conv1d(Tensor x, Tensor weight, Tensor? bias, Tensor? past, bool silu)
    {
        using var scope = NewDisposeScope();
        var (channels, width) = (weight.size(0), weight.size(1));
        var before = past?.to(weight.dtype) ?? zeros([x.size(0), width - 1, channels], weight.dtype, x.device);
        var whole = cat([before, x.to(weight.dtype)], dim: 1).transpose(1, 2); // [batch, channels, width - 1 + time]
        var mixed = functional.conv1d(whole, weight.unsqueeze(1), bias, groups: channels).transpose(1, 2);
        return (silu ? functional.silu(mixed) : mixed).to(x.dtype).MoveToOuterDisposeScope();
    }

    public static Tensor selective_scan(Tensor x, Tensor dt, Tensor A, Tensor B, Tensor C, Tensor? D, Tensor? state)
    {
        using var scope = NewDisposeScope();
        var (batch, time, inner) = (x.size(0), x.size(1), x.size(2));
        // All chunks step together, then the chunks follow each other: twice the root of time instead of time.
        var chunk = (long)Math.Ceiling(Math.Sqrt(time));
        var (values, steps, inputs, readers) = (Chunks(x, chunk, A), Chunks(dt, chunk, A), Chunks(B, chunk, A), Chunks(C, chunk, A));
        var decay = (steps.unsqueeze(-1) * A).exp();                               // [batch, chunks, chunk, inner, N]
        var entering = (steps * values).unsqueeze(-1) * inputs.unsqueeze(-2);
        var local = entering.select(2, 0);                                         // [batch, chunks, inner, N]
        var within = new List<Tensor> { local };
        for (var t = 1; t < chunk; t++) within.Add(local = decay.select(2, t) * local + entering.select(2, t));
        var since = (steps.cumsum(2).unsqueeze(-1) * A).exp();                     // decay from the chunk's start
        var (before, last) = Carry(since.select(2, chunk - 1), local, state);
        var states = stack(within, 2) + since * before.unsqueeze(2);
        var y = (states * readers.unsqueeze(-2)).sum(-1).reshape(batch, -1, inner).narrow(1, 0, time);
        if (D is not null) y += D * x;
        Overwrite(state, last);
        return y.to(x.dtype).MoveToOuterDisposeScope();
    }

    public static Tensor ssd(Tensor x, Tensor dt, Tensor A, Tensor B, Tensor C, Tensor? D, Tensor? state, long chunk = 256)
    {
        using var scope = NewDisposeScope();
        var (batch, time, heads, dim) = (x.size(0), x.size(1), x.size(2), x.size(3));
        var sharing = heads / B.size(2);
        chunk = Math.Min(chunk, time);
        var steps = Chunks(dt, chunk, A).transpose(2, 3);                          // [batch, chunks, heads, chunk]
        var entering = Chunks(x, chunk, A).transpose(2, 3) * steps.unsqueeze(-1);  // [batch, chunks, heads, chunk, head_dim]
        var inputs = Spread(Chunks(B, chunk, A), sharing);                         // [batch, chunks, heads, chunk, N]
        var readers = Spread(Chunks(C, chunk, A), sharing);
        var sums = (steps * A.unsqueeze(-1)).cumsum(-1);                           // log of the decay from the chunk's start
        var later = ones(chunk, chunk, ScalarType.Bool, x.device).tril().logical_not();
        var decay = (sums.unsqueeze(-1) - sums.unsqueeze(-2)).masked_fill(later, double.NegativeInfinity).exp();
        var local = (readers.matmul(inputs.transpose(-2, -1)) * decay).matmul(entering);
        var total = sums.narrow(-1, chunk - 1, 1);                                 // [batch, chunks, heads, 1]
        var made = (entering * (total - sums).exp().unsqueeze(-1)).transpose(-2, -1).matmul(inputs);
        var (before, last) = Carry(total.exp().unsqueeze(-1), made, state);        // [batch, chunks, heads, head_dim, N]
        var carried = readers.matmul(before.transpose(-2, -1)) * sums.exp().unsqueeze(-1);
        var y = (local + carried).transpose(2, 3).reshape(batch, -1, heads, dim).narrow(1, 0, time);
        if (D is not null) y += D.unsqueeze(-1) * x;
        Overwrite(state, last);
        return y.to(x.dtype).MoveToOuterDisposeScope();
    }

    // [batch, time, ...] → [batch, chunks, chunk, ...] in the type of A; the last chunk is filled up with zeros, which change no state.
    private static Tensor Chunks(Tensor x, long chunk, Tensor A)
    {
        var (time, rest) = (x.size(1), x.shape[2..]);
        var missing = (chunk - time % chunk) % chunk;
        var wide = x.to(A.dtype);
        if (missing > 0) wide = cat([wide, zeros([x.size(0), missing, .. rest], A.dtype, x.device)], dim: 1);
        return wide.reshape([x.size(0), (time + missing) / chunk, chunk, .. rest]);
    }

    // [batch, chunks, chunk, groups, N] → [batch, chunks, heads, chunk, N]
    private static Tensor Spread(Tensor x, long sharing) => x.transpose(2, 3).repeat_interleave(sharing, dim: 2);

    // The state before each chunk, and the one after the last: each chunk fades what came before by `decay` and adds `made`.
    private static (Tensor before, Tensor last) Carry(Tensor decay, Tensor made, Tensor? state)
    {
        var now = state?.to(made.dtype).clone() ?? zeros_like(made.select(1, 0));
        var before = new List<Tensor>();
        for (var c = 0; c < made.size(1); c++)
        {
            before.Add(now);
            now = decay.select(1, c) * now + made.select(1, c);
        }
        return (stack(before, 1), now);
    }

    private static void Overwrite(Tensor? state, Tensor last)
    {
        if (state is null) return;
        using var still = no_grad();
        state.copy_(last);
    }
}
