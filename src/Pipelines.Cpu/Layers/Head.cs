using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Pipelines.Cpu;

/// <summary>From the residual stream to logits: norm, product, and c · tanh(logit / c) where logits are bent.</summary>
/// <param name="norm">before the product, or null</param>
/// <param name="matrix">[vocab, dim]</param>
/// <param name="softcap">c, or 0</param>
/// <param name="factor">of the logits before they are bent</param>
internal sealed unsafe class Head(Norm? norm, Matrix matrix, float softcap, float factor)
{
    /// <summary>Tokens of the vocabulary.</summary>
    public int Vocab => matrix.Rows;

    /// <summary>Logits of the rows that the step asks for.</summary>
    /// <param name="pass">the step</param>
    /// <param name="x">the residual stream, [tokens, dim]</param>
    /// <param name="logits">[wanted, vocab]</param>
    public void Read(CpuPass pass, Rows x, Rows logits)
    {
        var mark = pass.Work.Mark;
        var chosen = pass.Work.Rows(logits.Count, x.Width);
        for (var i = 0; i < chosen.Count; i++)
        {
            var row = x[pass.Batch.Wanted[i]];
            if (norm is not null) norm.Apply(row, chosen[i]);
            else Unsafe.CopyBlockUnaligned(chosen[i], row, (uint)(x.Width * sizeof(float)));
            if (factor == 1) continue;
            for (var channel = 0; channel < x.Width; channel++) chosen[i][channel] *= factor;
        }
        pass.Multiply(new MatrixProduct(matrix, chosen, logits));
        if (softcap != 0) pass.Each(logits.Count, 2L * logits.Width, new Bend(softcap, logits));
        pass.Work.Mark = mark;
    }

    private readonly struct Bend(float softcap, Rows logits) : IShare
    {
        public void Do(int row)
        {
            var (i, width) = (0, logits.Width);
            var values = logits[row];
            for (; i + Lanes.Count <= width; i += Lanes.Count) Of(Vector512.Load(values + i)).Store(values + i);
            if (i < width) Lanes.Store(Of(Lanes.Load(values + i, width - i)), values + i, width - i);
        }

        private Vector512<float> Of(Vector512<float> values) => Exponential.Tanh(values / softcap) * softcap;
    }
}
