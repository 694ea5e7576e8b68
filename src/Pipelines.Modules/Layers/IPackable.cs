using Parameter = TorchSharp.Modules.Parameter;

namespace Pipelines.Modules;

/// <summary>A layer whose <c>weight</c> may be kept in fewer bits.</summary>
internal interface IPackable
{
    /// <summary>The weight where it is a parameter, else null.</summary>
    Parameter? Full { get; }

    /// <summary>What the layer computes with where it is packed, else null.</summary>
    PackedWeight? Packed { get; }

    /// <summary>Width of what comes out of a product with it, or the size of a vocabulary.</summary>
    long Rows { get; }

    /// <summary>Width of what is multiplied by it, or of a token's vector.</summary>
    long Columns { get; }

    /// <summary>From now on the layer computes with <paramref name="packed"/>, and its parameter is gone.</summary>
    /// <exception cref="ArgumentException">it is not [<see cref="Rows"/>, <see cref="Columns"/>]</exception>
    void Pack(PackedWeight packed);
}
