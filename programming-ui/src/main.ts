import { mount } from 'svelte';
import { createApp } from './app.ts';
import Shell from './shell.svelte';
import './styles/app.css';

window.early?.handout?.yield();
mount(Shell, { target: document.body, props: { app: createApp(window) } });
