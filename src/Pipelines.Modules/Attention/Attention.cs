using TorchSharp;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace Pipelines.Modules;

/// <summary>
/// Softmax attention with grouped heads (Vaswani et al. 2017, Ainslie et al. 2023): each key–value head serves the
/// heads/kv_heads query heads that follow one another. Names are those of Llama's checkpoints, and Qwen3's for the norms.
/// </summary>
public class Attention : SequenceLayer, IFreshWeights
{
    private readonly int heads, kvHeads, headDim;
    private readonly RotaryEmbedding? rope;
    private readonly bool cross, wholeQkNorm;
    private readonly ScoredMixing mixing;
    private readonly Tensor? slopes;
    private readonly Dropout drop;

    /// <param name="dim">width of the residual stream</param>
    /// <param name="heads">query heads</param>
    /// <param name="kvHeads">key–value heads; divides <paramref name="heads"/></param>
    /// <param name="headDim">width of a head</param>
    /// <param name="rope">turns queries and keys by their positions; shared, and not owned</param>
    /// <param name="dropout">probability of dropping a channel of the result</param>
    /// <param name="device">where the parameters live; the CPU when null</param>
    /// <param name="qkvBias">whether queries, keys and values have biases</param>
    /// <param name="outBias">whether the output projection has one</param>
    /// <param name="window">how many tokens back a token sees, itself included (Beltagy et al. 2020); 0 for all</param>
    /// <param name="softcap">c in c · tanh(score / c) (Gemma team 2024, section 2); 0 for none</param>
    /// <param name="scale">factor of the scores; 1/√head_dim when null</param>
    /// <param name="qkNorm">eps of the norms of queries and keys, before they turn; null for no norms</param>
    /// <param name="causal">whether a token sees only those up to itself</param>
    /// <param name="alibi">whether scores fall with distance (Press et al. 2022)</param>
    /// <param name="cross">whether keys and values come from the pass's memory, all of which each token sees</param>
    /// <param name="unitOffset">whether the weights of the norms of queries and keys are kept less one</param>
    /// <param name="wholeQkNorm">whether they go over all heads together, and not a head at a time</param>
    /// <param name="sinks">
    /// whether each head has a score beside those of the keys, with nothing behind it: weights then sum to less than one
    /// (Xiao et al. 2023; OpenAI 2025, gpt-oss)
    /// </param>
    public Attention(
        int dim, int heads, int kvHeads, int headDim, RotaryEmbedding? rope = null, double dropout = 0, Device? device = null,
        bool qkvBias = false, bool outBias = false, long window = 0, double softcap = 0, double? scale = null, double? qkNorm = null,
        bool causal = true, bool alibi = false, bool cross = false, bool unitOffset = false,
        bool wholeQkNorm = false, bool sinks = false)
        : base(nameof(Attention))
    {
        (this.heads, this.kvHeads, this.headDim, this.cross, this.wholeQkNorm) = (heads, kvHeads, headDim, cross, wholeQkNorm);
        this.rope = cross ? null : rope;
        mixing = new ScoredMixing(scale ?? 1 / Math.Sqrt(headDim), causal && !cross, cross ? 0 : window, softcap);
        q_proj = this.Register("q_proj", new Linear(dim, heads * headDim, qkvBias, device: device));
        k_proj = this.Register("k_proj", new Linear(dim, kvHeads * headDim, qkvBias, device: device));
        v_proj = this.Register("v_proj", new Linear(dim, kvHeads * headDim, qkvBias, device: device));
        o_proj = this.Register("o_proj", new Linear(heads * headDim, dim, outBias, residual: true, device: device));
        if (qkNorm is { } eps)
        {
            q_norm = this.Register("q_norm", new RMSNorm(wholeQkNorm ? heads * headDim : headDim, eps, device, unitOffset));
            k_norm = this.Register("k_norm", new RMSNorm(wholeQkNorm ? kvHeads * headDim : headDim, eps, device, unitOffset));
        }
        if (sinks && !cross) this.sinks = this.Register("sinks", [heads], device);
        if (alibi && !cross) this.register_buffer("slopes", slopes = Alibi.Slopes(heads, device), persistent: false);
        drop = this.Register("drop", new Dropout(dropout));
    }

    /// <summary>[heads · head_dim, dim].</summary>
    public readonly Linear q_proj;

    /// <summary>[kv_heads · head_dim, dim].</summary>
    public readonly Linear k_proj;

    /// <summary>[kv_heads · head_dim, dim].</summary>
    public readonly Linear v_proj;

    /// <summary>[dim, heads · head_dim].</summary>
    public readonly Linear o_proj;

    /// <summary>[head_dim] or [heads · head_dim], or null: the norm of each head's queries, or of all.</summary>
    public readonly RMSNorm? q_norm;

    /// <summary>[head_dim] or [kv_heads · head_dim], or null: the norm of each head's keys, or of all.</summary>
    public readonly RMSNorm? k_norm;

    /// <summary>[heads], or null: the score that each head's queries have beside those of the keys.</summary>
    public readonly Parameter? sinks;

    /// <inheritdoc/>
    protected override bool ReadsRows => true;

    /// <param name="x">[batch, time, dim]</param>
    /// <param name="pass">what came before, and the memory where this attention reads one</param>
    /// <returns>[batch, time, dim]</returns>
    /// <exception cref="InvalidOperationException">
    /// there is no memory to read, or the pass has a state although tokens see those after them
    /// </exception>
    public override Tensor forward(Tensor x, Pass pass)
    {
        var q = Turn(Head(q_proj.call(x), heads, q_norm), pass);    // [batch, time, heads, head_dim]
        var mixed = cross ? Read(q, pass) : Mix(q, x, pass);        // [batch, time, heads, head_dim]
        var joined = mixed.flatten(2).Freeing(mixed);               // [batch, time, heads · head_dim]
        return drop.call(o_proj.call(joined).Freeing(joined));
    }

    /// <inheritdoc/>
    public void Refresh(double std, double residualStd)
    {
        if (sinks is not null) nn.init.normal_(sinks, 0, std);
    }

    private Tensor Mix(Tensor q, Tensor x, Pass pass)
    {
        var k = Turn(Head(k_proj.call(x), kvHeads, k_norm), pass);    // [batch, time, kv_heads, head_dim]
        var v = Head(v_proj.call(x), kvHeads, null);                  // [batch, time, kv_heads, head_dim]
        return mixing.Mix(this, q, k, v, pass, slopes, sinks);
    }

    private Tensor Read(Tensor q, Pass pass)
    {
        if (pass.State is not { } state)
        {
            using var memory = KeysAndValues(pass.Memory);
            return memory.Mix(q, mixing);
        }
        return state.Of(this, () => KeysAndValues(pass.Memory)).Mix(q, mixing);
    }

    /// <summary>Keys and values of the whole memory: the same for every token that reads it.</summary>
    private MemoryCache KeysAndValues(Tensor? memory)
    {
        if (memory is null) throw new InvalidOperationException("cross attention reads a memory, and this pass has none");
        return new MemoryCache(Head(k_proj.call(memory), kvHeads, k_norm), Head(v_proj.call(memory), kvHeads, null));
    }

    private Tensor Head(Tensor x, int heads, RMSNorm? norm)
    {
        if (wholeQkNorm && norm is not null) x = norm.call(x).Freeing(x);
        var split = x.unflatten(2, heads, headDim).Freeing(x);    // [batch, time, heads, head_dim]
        return wholeQkNorm || norm is null ? split : norm.call(split).Freeing(split);
    }

    private Tensor Turn(Tensor x, Pass pass) => rope is null ? x : rope.call(x, pass).Freeing(x);
}
