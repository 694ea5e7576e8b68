using static TorchSharp.torch;

namespace TorchSharp.Modules;

public partial class SGD
{
    /// <summary>The momentum of a parameter.</summary>
    public sealed class State : OptimizerState, IDisposable
    {
        /// <summary>Of the parameter's shape; null before the first step.</summary>
        public Tensor? momentum_buffer;

        /// <summary>Of <paramref name="parameter"/>.</summary>
        public State(Parameter parameter)
            : base(parameter)
        {
        }

        /// <inheritdoc/>
        public override void Initialize(OptimizerOptions options) => Dispose();

        /// <inheritdoc/>
        public override void LoadStateDict(OptimizerState source)
        {
            Dispose();
            momentum_buffer = ((State)source).momentum_buffer?.to(_parameter.device, copy: true).DetachFromDisposeScope();
        }

        /// <inheritdoc/>
        public override void to(Device device)
        {
            var moved = momentum_buffer?.to(device, copy: true).DetachFromDisposeScope();
            Dispose();
            momentum_buffer = moved;
        }

        /// <summary>Frees the momentum.</summary>
        public void Dispose()
        {
            momentum_buffer?.Dispose();
            momentum_buffer = null;
        }
    }
}
