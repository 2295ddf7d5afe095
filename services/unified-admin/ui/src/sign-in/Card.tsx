/** @jsxImportSource preact */
import type { ComponentChildren } from "preact";

export function Card({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <main class="page">
      <div class="card">
        <div class="mark" aria-hidden="true">
          <i />
          <i />
          <i />
        </div>
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  );
}
