namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        internal DisposeScope? OwningDisposeScope { get; set; }

        /// <summary>Where the scope keeps this tensor, so that leaving it needs no search.</summary>
        internal int ScopeSlot { get; set; }

        /// <summary>Lets it live until the scope around its scope ends.</summary>
        public Tensor MoveToOuterDisposeScope()
        {
            OwningDisposeScope?.MoveToOuter(this);
            return this;
        }

        /// <summary>Lets it live until it is disposed.</summary>
        public Tensor DetachFromDisposeScope()
        {
            OwningDisposeScope?.Detach(this);
            return this;
        }

        public Tensor MoveToOtherDisposeScope(Tensor other) => MoveToOtherDisposeScope(other.OwningDisposeScope);

        public Tensor MoveToOtherDisposeScope(DisposeScope? other)
        {
            if (OwningDisposeScope is null) other?.Attach(this);
            else OwningDisposeScope.MoveToOther(other, this);
            return this;
        }
    }
}
