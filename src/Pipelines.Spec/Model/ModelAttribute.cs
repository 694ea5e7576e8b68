namespace Pipelines.Spec;

/// <summary>
/// Makes a partial class a model: what <c>models:</c> says in YAML, said in C#. The build writes the rest of the class.
/// <code>
/// [Model(Family.Llama, Dim = 192, Layers = 6, Heads = 6, KvHeads = 2, Context = 256, Vocab = 4096)]
/// public partial class TinyLlama;
/// </code>
/// Settings have the meaning, defaults and rules that they have in YAML, where <c>KvHeads</c> is <c>kv_heads</c> and <c>RopeTheta</c>
/// is <c>rope: { theta: … }</c>; one that is not set here takes its default there.
/// </summary>
/// <param name="family">the preset to start from</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ModelAttribute(Family family) : Attribute
{
    /// <summary>The preset to start from.</summary>
    public Family Family { get; } = family;

    /// <summary>Number of tokens.</summary>
    public int Vocab { get; set; }

    /// <summary>Most tokens in one sequence.</summary>
    public int Context { get; set; }

    /// <summary>Width of the residual stream.</summary>
    public int Dim { get; set; }

    /// <summary>Number of blocks.</summary>
    public int Layers { get; set; }

    /// <summary>Query heads.</summary>
    public int Heads { get; set; }

    /// <summary>Key and value heads; divides <see cref="Heads"/>.</summary>
    public int KvHeads { get; set; }

    /// <summary>Width of a head.</summary>
    public int HeadDim { get; set; }

    /// <summary>Inner width of the feed-forward.</summary>
    public int Hidden { get; set; }

    /// <summary>Base of the rotary wavelengths.</summary>
    public double RopeTheta { get; set; }

    /// <summary>Added under the root in every norm.</summary>
    public double NormEps { get; set; }

    /// <summary>Whether the head is the token embedding.</summary>
    public bool Tied { get; set; } = true;

    /// <summary>Probability after the embedding and after each mixer and feed-forward.</summary>
    public double Dropout { get; set; }

    /// <summary>Standard deviation of the initial weights.</summary>
    public double InitStd { get; set; }
}
