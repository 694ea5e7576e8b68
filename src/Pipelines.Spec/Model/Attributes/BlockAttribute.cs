namespace Pipelines.Spec;

/// <summary>
/// Makes a class a block that models can name: a mixer where it derives from <c>SequenceLayer</c>, a feed-forward where it derives from
/// <c>TokenLayer</c>.
/// <code>
/// [Block("long_conv", Rule = "kernel % 2 == 1", Weights = "dim * kernel + dim * dim")]
/// public sealed class LongConv(int dim, int kernel = 5, Device? device = null) : SequenceLayer(nameof(LongConv))
/// </code>
/// In YAML it is then <c>mixer: { long_conv: { kernel: 7 } }</c>. Its constructor takes the width of the residual stream, its settings,
/// which are whole numbers, numbers or flags, and the device; a setting without a default must be given. It maps
/// [batch, time, dim] to [batch, time, dim] in its input's type, and leaves its input alive.
/// </summary>
/// <param name="name">its word in YAML: small letters, digits and <c>_</c></param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class BlockAttribute(string name) : Attribute
{
    /// <summary>Its word in YAML.</summary>
    public string Name { get; } = name;

    /// <summary>
    /// What must hold of <c>dim</c> and the settings, by their names in YAML: <c>dim % groups == 0</c>. Whole numbers,
    /// <c>+ - * / %</c>, comparisons, <c>&amp;&amp;</c>, <c>||</c> and parentheses; nothing must hold when it is empty.
    /// </summary>
    public string Rule { get; set; } = "";

    /// <summary>How many weights it has, by <c>dim</c> and the settings: <c>dim * dim + kernel * dim</c>; none when it is empty.</summary>
    public string Weights { get; set; } = "";
}
