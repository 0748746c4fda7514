export { cropped, shrinkFactor, shrunk, turned, type Grey } from './grey.ts'
export { letterHeight, shapesOf, type Shape } from './shapes.ts'
