namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            /// <summary>Sets the learning rate of each parameter group, once a step.</summary>
            public abstract class LRScheduler
            {
                internal readonly Optimizer _optimizer;
                internal readonly IList<double> _base_lrs;
                internal readonly IList<double> _last_lrs;
                internal int _last_epoch;
                private readonly bool _verbose;

                /// <summary>Remembers the groups' initial rates as the base.</summary>
                protected LRScheduler(Optimizer optimizer, int last_epoch = -1, bool verbose = false)
                {
                    ArgumentNullException.ThrowIfNull(optimizer);
                    _optimizer = optimizer;
                    _last_epoch = last_epoch;
                    _verbose = verbose;
                    _base_lrs = optimizer.ParamGroups.Select(group => group.InitialLearningRate).ToList();
                    _last_lrs = optimizer.ParamGroups.Select(group => group.LearningRate).ToList();
                }

                /// <summary>Goes on to the next epoch.</summary>
                public virtual void step() => step(null);

                /// <summary>Goes to <paramref name="epoch"/>, or to the next.</summary>
                public virtual void step(int? epoch)
                {
                    _last_epoch = epoch ?? _last_epoch + 1;
                    var rates = get_lr().ToList();
                    var groups = _optimizer.ParamGroups.ToList();
                    for (var i = 0; i < groups.Count; i++)
                    {
                        groups[i].LearningRate = rates[i];
                        if (_verbose && _last_lrs[i] != rates[i]) Console.WriteLine($"Adjusting learning rate to {rates[i]}");
                        _last_lrs[i] = rates[i];
                    }
                }

                /// <summary>The rate of each group at the current epoch.</summary>
                protected virtual IEnumerable<double> get_lr() => _optimizer.ParamGroups.Select(group => group.LearningRate);

                /// <summary>The rates that the last step set.</summary>
                public IEnumerable<double> get_last_lr() => _last_lrs;
            }

            /// <summary>A scheduler whose rate is a function of the base rate and the epoch alone, the same for every group.</summary>
            private sealed class ClosedForm : LRScheduler
            {
                private readonly Func<double, int, double> _rate;

                internal ClosedForm(Optimizer optimizer, Func<double, int, double> rate, int last_epoch, bool verbose)
                    : base(optimizer, last_epoch, verbose)
                {
                    _rate = rate;
                    step();
                }

                protected override IEnumerable<double> get_lr() => _base_lrs.Select(rate => _rate(rate, _last_epoch)).ToList();
            }

            /// <summary>Schedulers one after another: each rules from its milestone on.</summary>
            private sealed class Sequential : LRScheduler
            {
                private readonly List<LRScheduler> _schedulers;
                private readonly List<int> _milestones;

                internal Sequential(Optimizer optimizer, IEnumerable<LRScheduler> schedulers, IEnumerable<int> milestones, int last_epoch)
                    : base(optimizer, last_epoch + 1)
                {
                    _schedulers = schedulers.ToList();
                    _milestones = milestones.ToList();
                    if (_schedulers.Count != _milestones.Count + 1)
                        throw new ArgumentException(
                            $"{_schedulers.Count} schedulers need {_schedulers.Count - 1} milestones, got {_milestones.Count}");
                    // Each scheduler set its own first rate when it was made: the first one's is the rate to begin with.
                    _schedulers[0].step(_last_epoch);
                    Remember();
                }

                public override void step(int? epoch)
                {
                    _last_epoch = epoch ?? _last_epoch + 1;
                    var index = _milestones.Count(milestone => milestone <= _last_epoch);
                    var start = index == 0 ? 0 : _milestones[index - 1];
                    _schedulers[index].step(_last_epoch - start);
                    Remember();
                }

                private void Remember()
                {
                    var i = 0;
                    foreach (var group in _optimizer.ParamGroups) _last_lrs[i++] = group.LearningRate;
                }
            }

            /// <summary>base · λ(epoch).</summary>
            public static LRScheduler LambdaLR(Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1, bool verbose = false)
                => new ClosedForm(optimizer, (rate, epoch) => rate * lr_lambda(epoch), last_epoch, verbose);

            /// <summary>Multiplies by gamma every <paramref name="step_size"/> epochs.</summary>
            public static LRScheduler StepLR(
                Optimizer optimizer, int step_size, double gamma = 0.1, int last_epoch = -1, bool verbose = false)
                => new ClosedForm(optimizer, (rate, epoch) => rate * Math.Pow(gamma, epoch / step_size), last_epoch, verbose);

            /// <summary>Multiplies by gamma at each milestone.</summary>
            public static LRScheduler MultiStepLR(
                Optimizer optimizer, IList<int> milestones, double gamma = 0.1, int last_epoch = -1, bool verbose = false)
                => new ClosedForm(
                    optimizer,
                    (rate, epoch) => rate * Math.Pow(gamma, milestones.Count(milestone => milestone <= epoch)),
                    last_epoch,
                    verbose);

            /// <summary>Multiplies by gamma every epoch.</summary>
            public static LRScheduler ExponentialLR(Optimizer optimizer, double gamma = 0.1, int last_epoch = -1, bool verbose = false)
                => new ClosedForm(optimizer, (rate, epoch) => rate * Math.Pow(gamma, epoch), last_epoch, verbose);

            /// <summary>base · factor for the first <paramref name="total_iters"/> epochs, then base.</summary>
            public static LRScheduler ConstantLR(
                Optimizer optimizer, double factor = 1.0 / 3, int total_iters = 5, int last_epoch = -1, bool verbose = false)
                => new ClosedForm(optimizer, (rate, epoch) => epoch < total_iters ? rate * factor : rate, last_epoch, verbose);

            /// <summary>A straight line from base · start_factor to base · end_factor over <paramref name="total_iters"/> epochs.</summary>
            public static LRScheduler LinearLR(
                Optimizer optimizer,
                double start_factor = 1.0 / 3,
                double end_factor = 1.0,
                int total_iters = 5,
                int last_epoch = -1,
                bool verbose = false)
                => new ClosedForm(
                    optimizer,
                    (rate, epoch) => rate * (start_factor + (end_factor - start_factor) * Math.Min(epoch, total_iters) / total_iters),
                    last_epoch,
                    verbose);

            /// <summary>base · (1 − epoch / total_iters)^power, then 0.</summary>
            public static LRScheduler PolynomialLR(
                Optimizer optimizer, int total_iters = 5, double power = 1, int last_epoch = -1, bool verbose = false)
                => new ClosedForm(
                    optimizer,
                    (rate, epoch) => rate * Math.Pow(1 - (double)Math.Min(epoch, total_iters) / total_iters, power),
                    last_epoch,
                    verbose);

            /// <summary>eta_min + (base − eta_min) · (1 + cos(π · epoch / T_max)) / 2 (Loshchilov and Hutter 2017).</summary>
            public static LRScheduler CosineAnnealingLR(
                Optimizer optimizer, double T_max, double eta_min = 0, int last_epoch = -1, bool verbose = false)
                => new ClosedForm(
                    optimizer,
                    (rate, epoch) => eta_min + (rate - eta_min) * (1 + Math.Cos(Math.PI * epoch / T_max)) / 2,
                    last_epoch,
                    verbose);

            /// <summary>Schedulers one after another, each from its milestone on.</summary>
            public static LRScheduler SequentialLR(
                Optimizer optimizer, IEnumerable<LRScheduler> schedulers, IEnumerable<int> milestones, int last_epoch = -1)
                => new Sequential(optimizer, schedulers, milestones, last_epoch);
        }
    }
}
