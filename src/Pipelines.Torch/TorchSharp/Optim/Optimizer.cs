using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>Turns gradients into updates of the parameters.</summary>
        public abstract class Optimizer : IDisposable
        {
            /// <summary>The groups, in the order in which they were added.</summary>
            protected IList<ParamGroup> _parameter_groups = new List<ParamGroup>();

            private protected Optimizer()
            {
            }

            /// <summary>Zeroes the gradients; their buffers stay.</summary>
            public virtual void zero_grad()
            {
                foreach (var parameter in parameters())
                {
                    using var gradient = parameter.grad;
                    gradient?.zero_();
                }
            }

            /// <summary>One update. <paramref name="closure"/>, when given, computes the loss first.</summary>
            public abstract Tensor? step(Func<Tensor>? closure = null);

            /// <summary>Takes in another group.</summary>
            public virtual void add_param_group(ParamGroup param_group) => _parameter_groups.Add(param_group);

            /// <summary>Every parameter of every group.</summary>
            public virtual IEnumerable<Parameter> parameters() => _parameter_groups.SelectMany(group => group.Parameters);

            /// <summary>The groups, for a scheduler.</summary>
            public virtual IEnumerable<ILearningRateController> ParamGroups => _parameter_groups;

            /// <summary>Frees the optimizer's state; the parameters stay.</summary>
            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            /// <summary>Frees the optimizer's state.</summary>
            protected virtual void Dispose(bool disposing)
            {
            }

            /// <summary>The settings of each group and the state of each parameter, in order.</summary>
            public class StateDictionary
            {
                internal StateDictionary()
                {
                }

                /// <summary>One for each group.</summary>
                public List<OptimizerOptions> Options { get; } = [];

                /// <summary>One for each parameter, groups in order.</summary>
                public List<OptimizerState> State { get; } = [];

                /// <summary>For each group, the indices of its parameters in <see cref="State"/>.</summary>
                public List<List<int>> StateIndexRef { get; } = [];
            }
        }

        /// <summary>What a scheduler sets.</summary>
        public interface ILearningRateController
        {
            /// <summary>The rate of the next step.</summary>
            double LearningRate { get; set; }

            /// <summary>The rate that schedules take as their base.</summary>
            double InitialLearningRate { get; set; }
        }

        /// <summary>An optimizer with momentum.</summary>
        public interface IMomentum
        {
            /// <summary>The share of the last update that is kept.</summary>
            double Momentum { get; set; }
        }

        /// <summary>An optimizer with two decay rates.</summary>
        public interface IBetas
        {
            /// <summary>Decay of the first and second moment.</summary>
            (double, double) Betas { get; set; }
        }
    }
}
