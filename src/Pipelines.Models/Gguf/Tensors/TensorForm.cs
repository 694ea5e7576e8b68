using TorchSharp;
using static TorchSharp.torch;

namespace Pipelines.Models;

/// <summary>How the values of a parameter lie in a GGUF file. Names and shapes are those that llama.cpp asks for.</summary>
internal abstract record TensorForm
{
    /// <summary>As in the model.</summary>
    public static TensorForm AsItIs { get; } = new Unchanged();

    /// <summary>A matrix that the model keeps as [in, out], as [out, in].</summary>
    public static TensorForm Turned { get; } = new Transposed();

    /// <summary>A norm's weight that the model keeps less one, whole.</summary>
    public static TensorForm Whole { get; } = new UnitOffset();

    /// <summary>In the file's form.</summary>
    /// <param name="parameter">in the model's, float32</param>
    /// <returns>a tensor of its own, or a view</returns>
    public abstract Tensor ToFile(Tensor parameter);

    /// <summary>In the model's form.</summary>
    /// <param name="values">in the file's, float32</param>
    /// <param name="shape">the parameter's shape</param>
    /// <returns>a tensor of its own, or a view</returns>
    public abstract Tensor ToModel(Tensor values, long[] shape);

    /// <summary>The shape in the file of a parameter of <paramref name="shape"/>.</summary>
    public abstract IReadOnlyList<long> ShapeOf(IReadOnlyList<long> shape);

    /// <summary>Whether the file has matrices as the model multiplies by them, [out, in], up to the order of their rows.</summary>
    public virtual bool IsMatrix => false;

    /// <summary>For each row of the model's matrix, the row of the file's; null for the same.</summary>
    public virtual int[]? Order => null;

    private sealed record Unchanged : TensorForm
    {
        public override Tensor ToFile(Tensor parameter) => parameter.alias();

        public override Tensor ToModel(Tensor values, long[] shape) => values.alias();

        public override IReadOnlyList<long> ShapeOf(IReadOnlyList<long> shape) => shape;

        public override bool IsMatrix => true;
    }

    private sealed record Transposed : TensorForm
    {
        public override Tensor ToFile(Tensor parameter) => parameter.t();

        public override Tensor ToModel(Tensor values, long[] shape) => values.t();

        public override IReadOnlyList<long> ShapeOf(IReadOnlyList<long> shape) => [shape[1], shape[0]];

        public override bool IsMatrix => true;
    }

    private sealed record UnitOffset : TensorForm
    {
        public override Tensor ToFile(Tensor parameter) => parameter + 1;

        public override Tensor ToModel(Tensor values, long[] shape) => values - 1;

        public override IReadOnlyList<long> ShapeOf(IReadOnlyList<long> shape) => shape;
    }
}
