using static TorchSharp.torch;

namespace TorchSharp.Modules;

public partial class AdamW
{
    /// <summary>The moments of a parameter's gradient.</summary>
    public sealed class State : OptimizerState, IDisposable
    {
        /// <summary>Updates so far.</summary>
        public long step;

        /// <summary>Running mean of the gradient, of the parameter's shape.</summary>
        public Tensor exp_avg = null!;

        /// <summary>Running mean of its square, of the parameter's shape.</summary>
        public Tensor exp_avg_sq = null!;

        /// <summary>Largest <see cref="exp_avg_sq"/> so far, with amsgrad alone.</summary>
        public Tensor? max_exp_avg_sq;

        /// <summary>Of <paramref name="parameter"/>; <see cref="Initialize"/> makes the moments.</summary>
        public State(Parameter parameter)
            : base(parameter)
        {
        }

        /// <inheritdoc/>
        public override void Initialize(OptimizerOptions options)
        {
            Dispose();
            step = 0;
            exp_avg = zeros_like(_parameter).DetachFromDisposeScope();
            exp_avg_sq = zeros_like(_parameter).DetachFromDisposeScope();
            max_exp_avg_sq = ((Options)options).amsgrad!.Value ? zeros_like(_parameter).DetachFromDisposeScope() : null;
        }

        /// <inheritdoc/>
        public override void LoadStateDict(OptimizerState source)
        {
            var from = (State)source;
            Dispose();
            step = from.step;
            exp_avg = Copy(from.exp_avg);
            exp_avg_sq = Copy(from.exp_avg_sq);
            max_exp_avg_sq = from.max_exp_avg_sq is null ? null : Copy(from.max_exp_avg_sq);
        }

        /// <inheritdoc/>
        public override void to(Device device)
        {
            exp_avg = Moved(exp_avg, device);
            exp_avg_sq = Moved(exp_avg_sq, device);
            if (max_exp_avg_sq is not null) max_exp_avg_sq = Moved(max_exp_avg_sq, device);
        }

        /// <summary>Frees the moments.</summary>
        public void Dispose()
        {
            exp_avg?.Dispose();
            exp_avg_sq?.Dispose();
            max_exp_avg_sq?.Dispose();
        }

        private Tensor Copy(Tensor tensor) => tensor.to(_parameter.device, copy: true).DetachFromDisposeScope();

        private static Tensor Moved(Tensor tensor, Device device)
        {
            var moved = tensor.to(device, copy: true).DetachFromDisposeScope();
            tensor.Dispose();
            return moved;
        }
    }
}
