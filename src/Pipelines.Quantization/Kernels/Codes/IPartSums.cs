namespace Pipelines.Quantization;

/// <summary>Takes the codes of a block of 256.</summary>
internal interface IPartSums<T>
    where T : struct, IRegister<T>
{
    /// <param name="codes">of 32 columns</param>
    /// <param name="group">which 32 of the block: 0 to 7</param>
    void Add(T codes, int group);

    /// <summary>As <see cref="Add"/>, of codes that have a sign.</summary>
    void AddSigned(T codes, int group);
}
