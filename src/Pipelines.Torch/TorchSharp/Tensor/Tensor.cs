using Pipelines.Torch;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>
    /// A tensor of libtorch. Dispose frees it, once however often it is called; a tensor made while a <see cref="DisposeScope"/>
    /// is open is disposed with the scope. One that nobody disposes is freed some time after the last reference to it is gone.
    /// </summary>
    public partial class Tensor : IDisposable
    {
        private static long totalCount;
        private static long peakCount;

        internal nint handle;
        private readonly int kibibytes;
        private HandleGuard? guard;

        /// <summary>Takes over one reference to a <c>TensorImpl</c>.</summary>
        /// <param name="kibibytes">the memory that it holds, where that is known</param>
        internal Tensor(nint handle, bool register = true, int kibibytes = 0)
        {
            this.handle = handle;
            this.kibibytes = kibibytes;
            guard = HandleGuard.Over(handle, kibibytes);
            if (kibibytes > 0) MemoryBudget.Take(kibibytes);
            var live = Interlocked.Increment(ref totalCount);
            if (live > peakCount) peakCount = live;
            if (register) DisposeScopeManager.ThreadSingleton.Register(this);
        }

        public static Tensor UnsafeCreateTensor(IntPtr handle) => new(handle);

        /// <summary>The tensors alive, on all threads.</summary>
        public static long TotalCount => Interlocked.Read(ref totalCount);

        /// <summary>The most tensors that were ever alive together.</summary>
        public static long PeakCount => peakCount;

        public string? name { get; set; }

        public bool IsInvalid => handle == 0;

        /// <exception cref="InvalidOperationException">The tensor has been disposed.</exception>
        public IntPtr Handle => handle != 0 ? handle : throw new InvalidOperationException("Tensor invalid -- empty handle.");

        public void Dispose() => Dispose(true);

        protected virtual void Dispose(bool disposing)
        {
            var freed = Interlocked.Exchange(ref handle, 0);
            if (freed == 0) return;
            DisposeScopeManager.ThreadSingleton.Disposing(this);
            OwningDisposeScope?.MarkAsDisposed(this);
            EndGuard();
            Native.pipelines_release(freed);
        }

        /// <summary>Gives the native reference to the caller, who has to free it.</summary>
        public IntPtr DecoupleFromNativeHandle()
        {
            var given = Handle;
            handle = 0;
            OwningDisposeScope?.Detach(this);
            EndGuard();
            return given;
        }

        /// <summary>Counts one tensor less.</summary>
        internal static void Forget(int kibibytes)
        {
            Interlocked.Decrement(ref totalCount);
            if (kibibytes > 0) MemoryBudget.Give(kibibytes);
        }

        private void EndGuard()
        {
            guard?.Return();
            guard = null;
            Forget(kibibytes);
        }

        /// <summary>Whether the elements are equal, as <see cref="equal"/> and all of it.</summary>
        public override bool Equals(object? obj) => obj is Tensor other && Equals(other);

        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
    }
}
