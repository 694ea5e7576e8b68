namespace Pipelines.Quantization;

/// <summary>How kernels read blocks of 32: value scale · code + minimum.</summary>
internal unsafe interface IShortCodes
{
    /// <summary>Bytes of a block.</summary>
    static abstract int Bytes { get; }

    /// <summary>What a code counts for.</summary>
    static virtual float Scale(byte* block) => HalfBits.Read(block);

    /// <summary>Whether codes have a sign, and there is no minimum.</summary>
    static abstract bool Signed { get; }

    /// <summary>The codes of a block of each row.</summary>
    static abstract T Read<T>(byte* row, byte* next) where T : struct, IRegister<T>;

    /// <summary>What is added to each value of a block.</summary>
    static abstract float Minimum(byte* block, float scale);
}
